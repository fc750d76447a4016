import { isIP, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

/** Of an IPv6 address the network, /64, which is what one customer is given; any other as it is. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...behind];
  return `${all.slice(0, 4).join(':').toLowerCase()}::/64`;
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();

/** Says for the requests of an app which proxies stand before it, by their addresses. */
export const behindProxies = (addresses: readonly string[]) => {
  const trusted: ReadonlySet<string> = new Set(addresses.map(plain));
  return createMiddleware(async (c, next) => {
    c.set(TRUSTED, trusted);
    await next();
  });
};

const TRUSTED = 'trustedProxies';

/**
 * Where a request comes from: the other end of the connection. Everybody can write a header `X-Forwarded-For`: it is read only
 * where that end is a trusted proxy, and of it the last address that is none, which a trusted proxy wrote.
 */
export function sourceOf(c: Context): string {
  // Without a server, in a test of the app alone, there is no connection.
  if (!c.env || !('incoming' in c.env)) return 'nowhere';
  const remote = getConnInfo(c).remote.address ?? 'nowhere';
  const trusted = c.get(TRUSTED) as ReadonlySet<string> | undefined;
  if (!trusted?.has(plain(remote))) return networkOf(remote);
  const hops = (c.req.header('X-Forwarded-For') ?? '').split(',').map((hop) => hop.trim());
  const hop = hops.findLast((each) => !trusted.has(plain(each)));
  return networkOf(hop !== undefined && isIP(hop) > 0 ? hop : remote);
}
