import { randomBytes } from 'node:crypto';
import type { LogFile, LogFiles } from '../../books/tail.ts';
import { BucketClient, BucketFailure, type Bucket, type Patience } from './bucket-client.ts';
import { deletion, readObjectPage, refusedDeletion, type ObjectPage } from './object-list.ts';

/** A log's place in a bucket: its keys begin with the prefix and a slash; no prefix is an empty one. */
export interface BucketPlace extends Bucket {
  readonly prefix: string;
}

/** Requests under way at once. */
const AT_ONCE = 8;

/** Keys that one request may delete. */
const DELETED_AT_ONCE = 1_000;

/** Tries to read a file whose parts are removed meanwhile. */
const TRIES = 3;

/** A part: its number, and who wrote it. */
const PART = /^(\d{12})-[0-9a-f]{8}$/;

/**
 * The files of one log in a bucket, one object each. An object stands when the bucket has answered 200,
 * and is there as a whole or not at all.
 *
 * A file that grows is a folder of parts, one an addition, in the order of their numbers. A part's name
 * says who wrote it, and no name is used twice: a request that was given up and arrives after all adds
 * what was to be added, and takes the place of nothing.
 */
export class BucketStore implements LogFiles {
  readonly #client: BucketClient;
  readonly #prefix: string;
  readonly #writer = randomBytes(4).toString('hex');
  /** The last number given to a part of a file that grows. */
  readonly #numbers = new Map<string, number>();

  constructor({ prefix, ...bucket }: BucketPlace, patience?: Patience) {
    this.#client = new BucketClient(bucket, patience);
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
  }

  /**
   * The file, or undefined if there is none.
   *
   * @throws BucketFailure
   */
  async read(path: string): Promise<Buffer | undefined> {
    const whole = await this.#get(path);
    if (whole) return whole;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const parts = await this.#partsOf(path);
      if (parts.length === 0) return undefined;
      const read = await eachOf(parts, (part) => this.#get(part));
      const found = read.filter((octets) => octets !== undefined);
      if (found.length === parts.length) return Buffer.concat(found);
    }
    throw new BucketFailure('BucketUnavailable', `${path} is removed while it is read`);
  }

  /** Names of the files in a folder, in their order. @throws BucketFailure */
  async list(folder: string): Promise<string[]> {
    const paths = await this.#pathsUnder(`${folder}/`);
    return paths
      .map((path) => path.slice(folder.length + 1))
      .filter((name) => !name.includes('/'))
      .toSorted();
  }

  /** Writes the files; on return all of them stand. @throws BucketFailure */
  async write(files: readonly LogFile[]): Promise<void> {
    await eachOf(files, (file) => this.#put(file));
  }

  /**
   * Adds to the end of a file; on return the octets stand. Calls for a path must not overlap.
   *
   * @throws BucketFailure; then the octets may come to stand later.
   */
  async append(path: string, octets: Uint8Array): Promise<void> {
    const number = (this.#numbers.get(path) ?? (await this.#lastNumber(path))) + 1;
    // Before it is written: of a part that failed nobody knows whether its name is taken.
    this.#numbers.set(path, number);
    await this.#put({
      path: `${path}/${String(number).padStart(12, '0')}-${this.#writer}`,
      octets,
    });
  }

  /** Removes files that nobody needs any more, with all their parts. @throws BucketFailure */
  async remove(paths: readonly string[]): Promise<void> {
    const parts = await eachOf(paths, (path) => this.#partsOf(path));
    const keys = [...paths, ...parts.flat()].map((path) => this.#prefix + path);
    for (let at = 0; at < keys.length; at += DELETED_AT_ONCE) {
      await this.#delete(keys.slice(at, at + DELETED_AT_ONCE));
    }
  }

  #get(path: string): Promise<Buffer | undefined> {
    return this.#client.send({ method: 'GET', key: this.#prefix + path });
  }

  async #put({ path, octets }: LogFile): Promise<void> {
    await this.#client.send({ method: 'PUT', key: this.#prefix + path, body: octets });
  }

  async #delete(keys: readonly string[]): Promise<void> {
    const request = {
      method: 'POST',
      key: '',
      query: { delete: '' },
      body: deletion(keys),
    } as const;
    const refused = refusedDeletion((await this.#client.send(request))?.toString('utf8') ?? '');
    if (refused !== undefined) throw new BucketFailure('BucketRefused', `delete: ${refused}`);
  }

  async #lastNumber(path: string): Promise<number> {
    const last = (await this.#partsOf(path)).at(-1)?.slice(path.length + 1) ?? '';
    return Number(PART.exec(last)?.[1] ?? 0);
  }

  /** Paths of the parts of a file that grows, in their order. */
  async #partsOf(path: string): Promise<string[]> {
    const paths = await this.#pathsUnder(`${path}/`);
    return paths.filter((part) => PART.test(part.slice(path.length + 1))).toSorted();
  }

  async #pathsUnder(path: string): Promise<string[]> {
    const paths: string[] = [];
    let continuation: string | undefined;
    do {
      const page = await this.#pageUnder(this.#prefix + path, continuation);
      paths.push(...page.keys.map((key) => key.slice(this.#prefix.length)));
      continuation = page.continuation;
    } while (continuation !== undefined);
    return paths;
  }

  async #pageUnder(prefix: string, continuation: string | undefined): Promise<ObjectPage> {
    const query = {
      'list-type': '2',
      prefix,
      ...(continuation !== undefined && { 'continuation-token': continuation }),
    };
    const octets = await this.#client.send({ method: 'GET', key: '', query });
    try {
      return readObjectPage(octets?.toString('utf8') ?? '');
    } catch {
      throw new BucketFailure('BucketRefused', `GET ${prefix}: what came is no list`);
    }
  }
}

/**
 * Does something for each, some at once; the results in the order of the items. When one fails no other
 * is begun, and those under way are waited for: nothing goes on behind the caller's back.
 */
async function eachOf<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const at = next;
      next += 1;
      try {
        results[at] = await act(items[at] as T);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  if (failures.length > 0) throw failures[0];
  return results;
}
