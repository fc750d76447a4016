import { describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import { behindProxies, networkOf, sourceOf } from '../../../api/middleware/source-of.ts';

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::', 'fe80:0:0:0::/64'],
    ['nowhere', 'nowhere'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('sourceOf', () => {
  const app = new Hono()
    .use(behindProxies(['192.0.2.1', '192.0.2.2']))
    .get('/', (c) => c.text(sourceOf(c)));

  it.each([
    ['a proxy', '192.0.2.1', '198.51.100.9', '198.51.100.9'],
    ['a proxy, mapped', '::ffff:192.0.2.1', '198.51.100.9', '198.51.100.9'],
    ['two proxies', '192.0.2.1', '203.0.113.1, 198.51.100.9, 192.0.2.2', '198.51.100.9'],
    ['a proxy, for IPv6', '192.0.2.1', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['a proxy that says nothing', '192.0.2.1', undefined, '192.0.2.1'],
    ['a proxy that says nonsense', '192.0.2.1', '198.51.100.9, unknown', '192.0.2.1'],
    ['anybody, who claims another', '203.0.113.7', '198.51.100.9', '203.0.113.7'],
  ])(
    'through %s is the last address that no proxy of ours has',
    async (...[, from, said, source]) => {
      const answer = await app.request(
        '/',
        said === undefined ? {} : { headers: { 'x-forwarded-for': said } },
        { incoming: { socket: { remoteAddress: from, remotePort: 1, remoteFamily: 'IPv4' } } },
      );
      expect(await answer.text()).toBe(source);
    },
  );
});
