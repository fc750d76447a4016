import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePorts, requireFreePorts } from '../../../bin/instance/ports.ts';

const listening = async (host?: string) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host }, resolve));
  return { server, port: (server.address() as AddressInfo).port };
};

describe('choosePorts', () => {
  it('keeps those given and finds a different free one for each other', async () => {
    const ports = await choosePorts({ portal: 8080 });
    expect(ports.portal).toBe(8080);
    expect(new Set(Object.values(ports)).size).toBe(8);
  });
});

describe('requireFreePorts', () => {
  it.each(['127.0.0.1', '0.0.0.0', undefined])(
    'names the port that is taken on %s, and the setting that changes it',
    async (host) => {
      const { server, port } = await listening(host);
      try {
        const ports = await choosePorts({ console: port });
        await expect(requireFreePorts(ports, ['portal', 'console'], 0)).rejects.toThrow(
          new RegExp(`Port ${port} \\(console\\) is in use.*TOROKU_PORT_CONSOLE=`),
        );
      } finally {
        server.close();
      }
    },
  );

  it('ignores ports that are not used', async () => {
    const { server, port } = await listening('127.0.0.1');
    try {
      const ports = await choosePorts({ console: port });
      await expect(requireFreePorts(ports, ['portal'], 0)).resolves.toBeUndefined();
    } finally {
      server.close();
    }
  });

  it('waits for what a killed instance leaves', async () => {
    const { server, port } = await listening('127.0.0.1');
    setTimeout(() => server.close(), 100);
    const ports = await choosePorts({ console: port });
    await expect(requireFreePorts(ports, ['console'], 5)).resolves.toBeUndefined();
  });
});
