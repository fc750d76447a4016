import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';

/** A published file as it is to be answered. */
export interface ServedFile {
  readonly dir: string;
  /** Parts of its name, which the caller has checked. */
  readonly parts: readonly string[];
  readonly type: string;
  readonly cache: string;
}

/** For what is never another under its name (RFC 8246). */
export const FOREVER = 'public, max-age=31536000, immutable';

/** Read at once up to here; longer files go out as they are read, however many ask for them. */
const AT_ONCE_OCTETS = 256 * 1024;

/**
 * Answers a file with its length and both validators, `304` to whoever has it, and without octets to HEAD (RFC 9110 §13, §9.3.2).
 *
 * @returns undefined if there is no such file
 */
export async function serveFile(c: Context, file: ServedFile): Promise<Response | undefined> {
  const handle = await openIfThere(join(file.dir, ...file.parts));
  if (!handle) return undefined;
  const { size, mtime } = await handle.stat();
  const etag = `"${mtime.getTime().toString(36)}-${size.toString(36)}"`;
  c.header('Cache-Control', file.cache);
  c.header('ETag', etag);
  c.header('Last-Modified', mtime.toUTCString());
  if (isHeldBy(c, { etag, mtime })) {
    await handle.close();
    return c.body(null, 304);
  }
  c.header('Content-Type', file.type);
  c.header('Content-Length', String(size));
  const body = await bodyOf(c, handle, size);
  return c.body(body as ReadableStream);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return undefined;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

/** If-None-Match is stronger than If-Modified-Since, which counts whole seconds (RFC 9110 §13.2.2). */
function isHeldBy(c: Context, { etag, mtime }: { readonly etag: string; readonly mtime: Date }) {
  const tags = c.req.header('If-None-Match');
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  }
  const since = Date.parse(c.req.header('If-Modified-Since') ?? '');
  return since >= Math.floor(mtime.getTime() / 1000) * 1000;
}

async function bodyOf(c: Context, handle: FileHandle, size: number) {
  if (c.req.method !== 'HEAD' && size > AT_ONCE_OCTETS) {
    // The stream closes the file, also when whoever asked goes away.
    return Readable.toWeb(handle.createReadStream());
  }
  try {
    return c.req.method === 'HEAD' ? null : new Uint8Array(await handle.readFile());
  } finally {
    await handle.close();
  }
}
