import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { BlockList, isIPv4, isIPv6, type LookupFunction } from 'node:net';

/** Why nothing is posted to an address: a code. */
export type AddressProblem = 'notHttps' | 'hasCredentials' | 'notResolved' | 'notPublic';

/** Where webhooks may go. In development also to this machine, over plain HTTP. */
export interface AddressRule {
  readonly isLoopbackAllowed: boolean;
}

/** IPv4 that is no host of the public internet (RFC 6890 and the registry of special addresses). */
const NOT_PUBLIC = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, 'ipv4');
}

/** Of IPv6 only what is handed out to hosts is public, and of that not what carries IPv4 or stands in books. */
const GLOBAL6 = new BlockList();
GLOBAL6.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  NOT_PUBLIC.addSubnet(network, bits, 'ipv6');
}

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIPv4(address) && address.startsWith('127.'));

/** Whether an address is one of the public internet, or one that the rule allows besides. */
export function isAllowedAddress(address: string, rule: AddressRule): boolean {
  if (rule.isLoopbackAllowed && isLoopback(address)) return true;
  if (isIPv4(address)) return !NOT_PUBLIC.check(address, 'ipv4');
  return isIPv6(address) && GLOBAL6.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}

/** A host name in a URL has its IPv6 address in brackets. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** What a URL says by itself. */
function writtenProblem(url: URL, { isLoopbackAllowed }: AddressRule): AddressProblem | undefined {
  if (url.username !== '' || url.password !== '') return 'hasCredentials';
  const host = bare(url.hostname);
  const isHere = host === 'localhost' || isLoopback(host);
  const isPlainAllowed = isLoopbackAllowed && isHere && url.protocol === 'http:';
  return url.protocol === 'https:' || isPlainAllowed ? undefined : 'notHttps';
}

/** Addresses of a host, every one of them allowed; a host with one that is not is refused as a whole. */
function resolve(hostname: string, rule: AddressRule): Promise<LookupAddress[] | AddressProblem> {
  return new Promise((done) => {
    lookUp(bare(hostname), { all: true, verbatim: true }, (error, addresses) => {
      if (error || addresses.length === 0) return done('notResolved');
      const isAllowed = addresses.every(({ address }) => isAllowedAddress(address, rule));
      done(isAllowed ? addresses : 'notPublic');
    });
  });
}

/** Judges where a portal wants its events; undefined if they may be posted there. */
export async function judgeWebhookUrl(
  text: string,
  rule: AddressRule,
): Promise<AddressProblem | undefined> {
  const url = new URL(text);
  const written = writtenProblem(url, rule);
  if (written) return written;
  const resolved = await resolve(url.hostname, rule);
  return typeof resolved === 'string' ? resolved : undefined;
}

/** An error of the look-up that says why, as a code. */
export class AddressRefused extends Error {
  readonly code: AddressProblem;

  constructor(code: AddressProblem) {
    super(code);
    this.code = code;
  }
}

/**
 * A look-up for a connection that refuses what is not public: a name that answered otherwise when it was judged, or answers
 * otherwise each time, leads nowhere inside.
 */
export const guardedLookup =
  (rule: AddressRule): LookupFunction =>
  (hostname, options, done) => {
    void resolve(hostname, rule).then((resolved) => {
      if (typeof resolved === 'string') return done(new AddressRefused(resolved), '');
      const [first] = resolved;
      if (options.all) return done(null, resolved);
      return done(null, first?.address ?? '', first?.family);
    });
  };
