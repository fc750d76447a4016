import { X509Certificate, createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askTimestamp } from '../../../adapters/timestamp/timestamp-client.ts';
import { isDomainError } from '../../../domain/errors.ts';
import { openTimestampAuthority } from '../../../simulator/timestamp-authority.ts';
import { temporaryFolders } from '../../bin/temporary-folder.ts';
import { OpensslAuthority } from '../../books/openssl-authority.ts';

const aFolder = temporaryFolders();
const tsa = await openTimestampAuthority(aFolder());
const sha256 = createHash('sha256').update('a note').digest();
const anchors = [new X509Certificate(tsa.root)];
const TYPE = 'application/timestamp-reply';

let server: Server | undefined;
afterEach(() => server?.close());

interface Answering {
  readonly answer: (query: Buffer) => Uint8Array;
  readonly status?: number;
  readonly type?: string;
}

/** Asks an authority that answers so. */
const ask = async ({ answer, status = 200, type = TYPE }: Answering, trusted = anchors) => {
  const types: (string | undefined)[] = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    types.push(request.headers['content-type']);
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.writeHead(status, { 'content-type': type });
      response.end(answer(Buffer.concat(parts)));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const outcome = await askTimestamp({ url, sha256, anchors: trusted }).catch((error: unknown) =>
    isDomainError(error) ? error.type : Promise.reject(error),
  );
  return { outcome, types };
};

describe('askTimestamp', () => {
  it('sends a query that the simulator and OpenSSL answer, and believes both', async () => {
    const { outcome, types } = await ask({ answer: (query) => tsa.answer(query) });
    expect(types).toEqual(['application/timestamp-query']);
    expect(outcome).toMatchObject({ authority: expect.stringContaining('Time-Stamp Authority') });
    server?.close();
    const other = new OpensslAuthority({ folder: aFolder() });
    const answered = await ask({ answer: (query) => other.answer(query) }, [
      new X509Certificate(other.root),
    ]);
    expect(answered.outcome).toMatchObject({ authority: 'O=Sample, CN=TSA' });
  });

  let earlier: Buffer | undefined;

  it.each<[string, Answering, string]>([
    ['a rejection', { answer: () => tsa.answer(Buffer.from('x')) }, 'TimestampRefused'],
    [
      'an answer to an earlier query',
      { answer: (query) => (earlier ??= tsa.answer(spoilt(query))) },
      'TimestampRefused',
    ],
    ['what is no reply', { answer: () => Buffer.from('hello') }, 'TimestampRefused'],
    ['an error', { answer: (query) => tsa.answer(query), status: 500 }, 'TimestampUnavailable'],
    ['a page', { answer: () => Buffer.from('x'), type: 'text/html' }, 'TimestampUnavailable'],
    ['more than it should', { answer: () => Buffer.alloc(70_000) }, 'TimestampUnavailable'],
  ])('names %s', async (_, answering, type) => {
    expect((await ask(answering)).outcome).toBe(type);
  });

  it('names an authority that it does not know, and one that is not there', async () => {
    const { outcome } = await ask({ answer: (query) => tsa.answer(query) }, []);
    expect(outcome).toBe('TimestampRefused');
    await expect(
      askTimestamp({ url: 'http://127.0.0.1:1/', sha256, anchors }),
    ).rejects.toMatchObject({ type: 'TimestampUnavailable' });
  });
});

/** The query with another nonce. */
const spoilt = (query: Buffer): Buffer => {
  const other = Buffer.from(query);
  const last = other.length - 4;
  other[last] = (other[last] ?? 0) ^ 1;
  return other;
};
