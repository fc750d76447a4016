import { isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

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

/**
 * Where a request comes from: the other end of the connection. A header such as `X-Forwarded-For` is not
 * read, because everybody can write one; behind a proxy all requests have one source.
 */
export function sourceOf(c: Context): string {
  // Without a server, in a test of the app alone, there is no connection.
  if (!c.env || !('incoming' in c.env)) return 'nowhere';
  return networkOf(getConnInfo(c).remote.address ?? 'nowhere');
}
