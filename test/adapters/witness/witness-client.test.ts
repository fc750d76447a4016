import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askWitness } from '../../../adapters/witness/witness-client.ts';
import { witnessSigner } from '../../../books/note-signer.ts';
import { readVkey } from '../../../books/note-verifier.ts';
import { signatureLine } from '../../../books/signed-note.ts';
import { isDomainError } from '../../../domain/errors.ts';
import { VECTORS, seedOf } from '../../books/vectors.ts';

const [office] = VECTORS.logs;
const { name, vkey } = VECTORS.witness;
const line = office.noteWithWitness?.slice(office.note.length) ?? '';
const strangers = witnessSigner('other.example/w', seedOf(8), () => 1_800_000_000);

let server: Server | undefined;
afterEach(() => server?.close());

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** Asks a witness that answers so. */
const ask = async ({ status, body, type = 'text/plain' }: Answer) => {
  const asked: string[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${text}`);
      response.writeHead(status, { 'content-type': type, location: 'http://localhost:1/' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const witness = { name, url: `http://127.0.0.1:${port}`, verifiers: [readVkey(vkey)] };
  const request = { from: 2, proof: [Buffer.alloc(32, 1)], note: office.note };
  const outcome = await askWitness(witness, request).catch((error: unknown) =>
    isDomainError(error) ? error.type : Promise.reject(error),
  );
  return { outcome, asked };
};

describe('askWitness', () => {
  it('sends the request of C2SP tlog-witness and gives the note with the line', async () => {
    const { outcome, asked } = await ask({ status: 200, body: line });
    expect(asked).toEqual([
      `POST /add-checkpoint old 2\n${Buffer.alloc(32, 1).toString('base64')}\n\n${office.note}`,
    ]);
    expect(outcome).toEqual({ outcome: 'cosigned', note: office.noteWithWitness });
  });

  it('leaves out lines of others', async () => {
    const text = office.note.slice(0, office.note.indexOf('\n\n') + 1);
    const octets = await strangers.sign(Buffer.from(text));
    const { keyId } = strangers;
    const other = signatureLine({ name: strangers.name, keyId, octets });
    const { outcome } = await ask({ status: 200, body: other + line });
    expect(outcome).toEqual({ outcome: 'cosigned', note: office.noteWithWitness });
  });

  it('gives the size at which the witness stands', async () => {
    const answer = { status: 409, body: '7\n', type: 'text/x.tlog.size; charset=utf-8' };
    expect((await ask(answer)).outcome).toEqual({ outcome: 'from', size: 7 });
  });

  const spoilt = line.replace(/.(?==)/, (c) => (c === 'A' ? 'B' : 'A'));

  it.each<[string, Answer, string]>([
    ['a tree that it does not know', { status: 422, body: '' }, 'CheckpointInconsistent'],
    [
      'another tree at the very size',
      { status: 409, body: '2\n', type: 'text/x.tlog.size' },
      'CheckpointInconsistent',
    ],
    ['a conflict without a size', { status: 409, body: 'x' }, 'CheckpointInconsistent'],
    ['a log that it does not know', { status: 404, body: '' }, 'WitnessRefused'],
    ['a key that it does not know', { status: 403, body: '' }, 'WitnessRefused'],
    ['a request that it cannot read', { status: 400, body: '' }, 'WitnessRefused'],
    ['a line that does not hold', { status: 200, body: spoilt }, 'WitnessRefused'],
    ['an empty answer', { status: 200, body: '' }, 'WitnessRefused'],
    ['a failure of its own', { status: 500, body: '' }, 'WitnessUnavailable'],
    ['too many requests', { status: 429, body: '' }, 'WitnessUnavailable'],
    ['a redirection', { status: 302, body: '' }, 'WitnessUnavailable'],
    ['more than it should', { status: 200, body: 'x'.repeat(99_999) }, 'WitnessUnavailable'],
  ])('names %s', async (_, answer, type) => {
    expect((await ask(answer)).outcome).toBe(type);
  });

  it('names a witness that is not there', async () => {
    const gone = { name, url: 'http://127.0.0.1:1', verifiers: [readVkey(vkey)] };
    await expect(askWitness(gone, { from: 0, proof: [], note: office.note })).rejects.toMatchObject(
      { type: 'WitnessUnavailable' },
    );
  });
});
