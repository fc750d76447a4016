import type { NoteVerifier } from '../../books/note-verifier.ts';
import { NoteRefused, verifyNote, withSignatures } from '../../books/signed-note.ts';
import {
  ADD_CHECKPOINT,
  SIZE_MEDIA_TYPE,
  printWitnessRequest,
  readSize,
  type WitnessRequest,
} from '../../books/witness-request.ts';
import { DomainError } from '../../domain/errors.ts';

/** A witness somewhere outside. */
export interface WitnessAddress {
  readonly name: string;
  readonly url: string;
  /** Keys of that name that are believed. */
  readonly verifiers: readonly NoteVerifier[];
}

/** What a witness said. */
export type WitnessReply =
  /** The note with its line, which was verified. */
  | { readonly outcome: 'cosigned'; readonly note: string }
  /** The proof has to begin at the size that it stands at. */
  | { readonly outcome: 'from'; readonly size: number };

const PATIENCE_MS = 20_000;

/** Octets of an answer that are read: a few lines. */
const ANSWER_OCTETS_MAX = 16 * 1024;

const unavailable = (name: string, what: string): DomainError =>
  new DomainError('WitnessUnavailable', `${name}: ${what}`);

/** The answer's text, not longer than a limit. */
async function textOf(response: Response): Promise<string> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString('utf8');
    if (text.length > ANSWER_OCTETS_MAX) throw new RangeError('answer is too long');
  }
  return text;
}

async function post(
  { name, url }: WitnessAddress,
  body: string,
): Promise<{ status: number; mediaType: string; text: string }> {
  try {
    const response = await fetch(`${url}${ADD_CHECKPOINT}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const mediaType = response.headers.get('content-type') ?? '';
    return { status: response.status, mediaType, text: await textOf(response) };
  } catch {
    // The texts of network libraries hold addresses and more; where it is, is configured.
    throw unavailable(name, 'no answer');
  }
}

/** The note with the lines of a witness; what other keys may have sent is left out. */
function cosigned(witness: WitnessAddress, note: string, lines: string): string {
  const { name, verifiers } = witness;
  try {
    const { verified } = verifyNote(withSignatures(note, lines), verifiers);
    return verified.reduce((whole, { signature: { keyId, octets } }) => {
      const octetsWithId = Buffer.concat([Buffer.from(keyId, 'hex'), octets]);
      return withSignatures(whole, `— ${name} ${octetsWithId.toString('base64')}\n`);
    }, note);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    throw new DomainError('WitnessRefused', `${name}: its cosignature does not hold`);
  }
}

/**
 * Asks a witness to cosign a checkpoint (C2SP tlog-witness).
 *
 * @throws DomainError `WitnessUnavailable` (retried) if it does not answer; `WitnessRefused` if it
 *   does not know our log or keys, or answers what cannot be used; `CheckpointInconsistent` if it has
 *   seen another log under our name.
 */
export async function askWitness(
  witness: WitnessAddress,
  request: WitnessRequest,
): Promise<WitnessReply> {
  const { name } = witness;
  const { status, mediaType, text } = await post(witness, printWitnessRequest(request));
  if (status === 200) return { outcome: 'cosigned', note: cosigned(witness, request.note, text) };
  if (status === 409) {
    const isSize = mediaType.split(';')[0]?.trim() === SIZE_MEDIA_TYPE;
    const size = isSize ? readSize(text.trim()) : undefined;
    // It stands where our proof begins, so it is the tree that differs.
    if (size === undefined || size === request.from) {
      throw new DomainError('CheckpointInconsistent', `${name} has seen another tree at our size`);
    }
    return { outcome: 'from', size };
  }
  if (status === 422) {
    throw new DomainError(
      'CheckpointInconsistent',
      `${name} cannot reach our tree from what it saw`,
    );
  }
  if (status >= 500 || status === 429) throw unavailable(name, `status ${status}`);
  throw new DomainError('WitnessRefused', `${name}: status ${status}`);
}
