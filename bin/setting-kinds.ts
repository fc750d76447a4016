import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** What the text of a setting may be, and what it is read as. */
export interface Kind<T> {
  readonly shown: string;
  /** @throws Error that tells what was expected. */
  readonly parse: (text: string) => T;
}

/** One setting: what it may be, what it is for, and what it is if nothing is said. */
export interface Setting<T = unknown> {
  readonly kind: Kind<T>;
  readonly about: string;
  readonly fallback?: string;
}

/** Any text. */
export const text: Kind<string> = { shown: 'text', parse: (value) => value };
/** Path of a folder, made absolute. */
export const folder: Kind<string> = { shown: 'folder', parse: (value) => resolve(value) };
/** Path of a file that can be read. */
export const file: Kind<string> = { shown: 'file', parse: readableFile };
/** A URL, without slashes at its end. */
export const url: Kind<string> = { shown: 'URL', parse: parseUrl };
/** A URL as it is written: of an issuer the slash at its end counts. */
export const exactUrl: Kind<string> = {
  shown: 'URL',
  parse: (value) => {
    if (!URL.canParse(value)) throw new Error('is not a URL');
    return value;
  },
};
/** A TCP port. */
export const port = whole(1, 65_535);

/** A setting of a kind. */
export function row<T>(kind: Kind<T>, about: string, fallback?: string): Setting<T> {
  return fallback === undefined ? { kind, about } : { kind, about, fallback };
}

function readableFile(value: string): string {
  const path = resolve(value);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new Error(`no readable file at ${path}`);
  }
  return path;
}

function parseUrl(value: string): string {
  if (!URL.canParse(value)) throw new Error('is not a URL');
  return value.replace(/\/+$/, '');
}

/** A bucket: where its store is, its name there, and what its keys begin with. */
export interface BucketAddress {
  readonly endpoint: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** A bucket as the URL of its store, the bucket's name, and a prefix if one is wanted. */
export const bucketUrl: Kind<BucketAddress> = {
  shown: 'https://STORE/BUCKET/PREFIX',
  parse: (value) => {
    const [, endpoint, bucket, prefix = ''] = BUCKET_URL.exec(value) ?? [];
    const isPath = /(^|\/)\.{1,2}(\/|$)/.test(prefix);
    if (!endpoint || !bucket || isPath || !URL.canParse(endpoint)) {
      throw new Error('is not https://STORE/BUCKET/PREFIX');
    }
    return { endpoint, bucket, prefix };
  },
};

/** Without a user, a query, or a character that has to be written otherwise in a URL. */
const BUCKET_URL =
  /^(https?:\/\/[\w.:[\]-]+)\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*))?\/?$/;

/** A whole number within bounds. */
export function whole(from: number, to: number): Kind<number> {
  const shown = `whole number from ${from} to ${to}`;
  const parse = (value: string) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= from && number <= to) return number;
    throw new Error(`is not a ${shown}`);
  };
  return { shown, parse };
}

/** One of some words. */
export function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  const shown = values.join(' or ');
  const parse = (value: string) => {
    const found = values.find((candidate) => candidate === value);
    if (found) return found;
    throw new Error(`is not ${shown}`);
  };
  return { shown, parse };
}

/** URLs with commas between. */
export const urls: Kind<readonly string[]> = {
  shown: 'list of URLs',
  parse: (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(parseUrl),
};

/** IP addresses with commas between. */
export const addresses: Kind<readonly string[]> = {
  shown: 'list of IP addresses',
  parse: (value) => {
    const parts = value.split(',').map((part) => part.trim());
    if (!parts.every((part) => isIP(part) > 0)) throw new Error('is not a list of IP addresses');
    return parts;
  },
};

/** Somebody at an address. */
export interface NamedAddress {
  readonly name: string;
  readonly url: string;
}

/** `name=URL`, with commas between; none at all is an empty text of one space. */
export const namedAddresses: Kind<readonly NamedAddress[]> = {
  shown: 'list of name=URL',
  parse: (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        if (at < 1) throw new Error('is not a list of name=URL');
        return { name: part.slice(0, at), url: parseUrl(part.slice(at + 1)) };
      }),
};
