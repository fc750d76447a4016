import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Serves a folder as a repository does, and nothing else. */
export async function folderServer(dir: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, answer) => {
    const path = join(dir, String(request.url));
    if (existsSync(path)) createReadStream(path).pipe(answer);
    else answer.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
