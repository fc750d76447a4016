/** The request `add-checkpoint` of a witness (C2SP tlog-witness), as text. */

import { HASH_OCTETS } from './merkle.ts';

/** What a log asks of a witness. */
export interface WitnessRequest {
  /** Size at which the proof begins: the last one that the witness cosigned, as the log knows. */
  readonly from: number;
  readonly proof: readonly Buffer[];
  /** The signed checkpoint. */
  readonly note: string;
}

/** Path of the request below a witness's address. */
export const ADD_CHECKPOINT = '/add-checkpoint';

/** Media type of the size that a witness answers when the proof does not begin where it stands. */
export const SIZE_MEDIA_TYPE = 'text/x.tlog.size';

/** Octets of a request that a witness reads: some twenty times what our logs send. */
export const WITNESS_REQUEST_OCTETS_MAX = 64 * 1024;

/** Lines of a proof; C2SP tlog-witness forbids more. */
const PROOF_LINES_MAX = 63;

/** A request that does not read. */
export class MalformedWitnessRequest extends Error {
  override name = 'MalformedWitnessRequest';
}

/** The body of a request. @throws MalformedWitnessRequest for a proof that is too long */
export function printWitnessRequest({ from, proof, note }: WitnessRequest): string {
  if (proof.length > PROOF_LINES_MAX) throw new MalformedWitnessRequest('proof is too long');
  const lines = [`old ${from}`, ...proof.map((hash) => hash.toString('base64'))];
  return `${lines.join('\n')}\n\n${note}`;
}

function readHash(line: string): Buffer {
  const hash = Buffer.from(line, 'base64');
  if (hash.length === HASH_OCTETS && hash.toString('base64') === line) return hash;
  throw new MalformedWitnessRequest('hash is not 32 octets in Base64');
}

/** A size in decimal, without leading zeros; undefined for anything else. */
export function readSize(digits: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(digits)) return undefined;
  const size = Number(digits);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Reads the body of a request; the note in it is not looked at. @throws MalformedWitnessRequest */
export function readWitnessRequest(body: string): WitnessRequest {
  const blank = body.indexOf('\n\n');
  if (blank < 0) throw new MalformedWitnessRequest('no blank line before the checkpoint');
  const [old = '', ...proof] = body.slice(0, blank).split('\n');
  const from = old.startsWith('old ') ? readSize(old.slice('old '.length)) : undefined;
  if (from === undefined) throw new MalformedWitnessRequest('no old size');
  if (proof.length > PROOF_LINES_MAX) throw new MalformedWitnessRequest('proof is too long');
  return { from, proof: proof.map(readHash), note: body.slice(blank + 2) };
}
