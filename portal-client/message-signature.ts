import { fromBase64, type Octets } from './octets.ts';

/** An HTTP request as it came in. */
export interface HttpMessage {
  readonly method: string;
  /** The address as the sender knows it: behind a proxy not the one that the program sees. */
  readonly url: string;
  readonly headers: Pick<Headers, 'get'>;
  /** The very octets, before anything has parsed them. */
  readonly body: Uint8Array;
}

/** One signature of a message (RFC 9421 §4), as far as it is understood here. */
export interface MessageSignature {
  /** Names of what it covers, in order. */
  readonly components: readonly string[];
  /** The inner list and its parameters as they were sent; the last line of the base. */
  readonly parameters: string;
  readonly keyId: string;
  /** Seconds since 1970. */
  readonly created: number | undefined;
  readonly expires: number | undefined;
  readonly value: Octets;
}

/** A member of the dictionary: label, inner list, parameters. Components with parameters of their own are not taken. */
const INPUT =
  /(?:^|,)\s*([a-z*][a-z0-9_*.-]*)=(\(("[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)?\)((?:;[a-z]+=(?:"[^"\\]*"|\d+))*))/g;
const VALUE = /(?:^|,)\s*([a-z*][a-z0-9_*.-]*)=:([A-Za-z0-9+/=]+):/g;

/** The signatures of a message whose input and value are both there. */
export function signaturesOf(headers: Pick<Headers, 'get'>): MessageSignature[] {
  const values = new Map(
    [...(headers.get('signature') ?? '').matchAll(VALUE)].map(([, label, value]) => [label, value]),
  );
  return [...(headers.get('signature-input') ?? '').matchAll(INPUT)].flatMap(
    ([, label, parameters = '', names = '', rest = '']) => {
      const value = values.get(label);
      const keyId = /;keyid="([^"]*)"/.exec(rest)?.[1];
      if (value === undefined || keyId === undefined) return [];
      return [
        {
          components: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
          parameters,
          keyId,
          created: secondsOf(rest, 'created'),
          expires: secondsOf(rest, 'expires'),
          value: fromBase64(value),
        },
      ];
    },
  );
}

function secondsOf(parameters: string, name: string): number | undefined {
  const [, digits] = new RegExp(`;${name}=(\\d+)`).exec(parameters) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Derived components (RFC 9421 §2.2). */
const derived: Readonly<Record<string, (message: HttpMessage) => string>> = {
  '@method': ({ method }) => method.toUpperCase(),
  '@target-uri': ({ url }) => url,
  '@authority': ({ url }) => new URL(url).host,
  '@scheme': ({ url }) => new URL(url).protocol.slice(0, -1),
  '@path': ({ url }) => new URL(url).pathname,
  '@query': ({ url }) => new URL(url).search || '?',
};

/** The octets that were signed, as text (RFC 9421 §2.5). */
export function signatureBase(message: HttpMessage, signature: MessageSignature): string {
  const lines = signature.components.map((name) => {
    const value = Object.hasOwn(derived, name)
      ? derived[name]?.(message)
      : message.headers.get(name)?.trim();
    return `"${name}": ${value ?? ''}`;
  });
  return [...lines, `"@signature-params": ${signature.parameters}`].join('\n');
}
