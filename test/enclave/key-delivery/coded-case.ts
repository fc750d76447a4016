import { spawnSync } from 'node:child_process';
import { createHmac, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import {
  draftCase,
  fileCase,
  type CaseOptions,
  type DraftedCase,
} from '../../../bin/chaos/forge/drafted-case.ts';
import { demonstrationVendor } from '../../../bin/demonstration/custodian-files.ts';
import { readTypedCode, redemptionMessage } from '../../../domain/key-delivery/code.ts';
import type { OrderRequest } from '../../../enclave/gate/instruction.ts';
import type { CodeOutcome, RedeemCodeRequest } from '../../../enclave/key-delivery/outcomes.ts';
import { createApplicant, type ApplicantKey } from '../../../simulator/applicant.ts';
import { VENDOR_FILES } from '../../../simulator/print-vendor.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { octetsOf, type RoomBench } from '../room-bench.ts';

/** The service of the demonstration whose keys come by a code. */
export const CODE_SERVICE = 'demo-code';

/** A case of the code route, decided and instructed. */
export interface CodedCase {
  readonly drafted: DraftedCase;
  /** Its first order. */
  readonly request: OrderRequest;
}

const BY_CODE = { keys: { delivery: 'code', letterTo: 'jpkiAddress' } } as const;

/** Drafts and files a case whose keys are still to come. */
export async function makeCodedCase(
  bench: RoomBench,
  { text, ...options }: CaseOptions = {},
): Promise<CodedCase> {
  const by = { service: CODE_SERVICE, ...options, text: { ...BY_CODE, ...text } };
  const drafted = await draftCase(bench, by);
  return { drafted, request: await fileCase(bench, drafted) };
}

/** The request to make a code of a case. */
export const makingOf = (
  { request: { applicationId, chainId, instructionSha256 } }: CodedCase,
  codeNumber = 1,
) => ({ applicationId, chainId, instructionSha256, codeNumber, dispatchId: uuidV7() });

export type MadeCode = Extract<CodeOutcome, { outcome: 'made' }>;

/** An outcome that has to be a code. */
export function made(outcome: CodeOutcome): MadeCode {
  if (outcome.outcome !== 'made') throw new Error(`refused: ${outcome.check}`);
  return outcome;
}

/** What the vendor prints. */
export interface Letter {
  readonly v: 1;
  readonly dispatch: string;
  readonly application: string;
  readonly codeNumber: number;
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly service: string;
  readonly portal: string;
}

const letterPath = ({ config }: RoomBench, sha256: string): string =>
  join(config.evidenceDir, 'letters', sha256.slice(0, 2), `${sha256}.p7m`);

export const hasLetter = (bench: RoomBench, { ciphertextSha256 }: MadeCode): boolean =>
  existsSync(letterPath(bench, ciphertextSha256));

/** Opens a letter as the vendor does, with OpenSSL. */
export function openLetter(bench: RoomBench, { ciphertextSha256 }: MadeCode): Letter {
  const path = letterPath(bench, ciphertextSha256);
  if (sha256Hex(readFileSync(path)) !== ciphertextSha256) throw new Error('another letter');
  const folder = demonstrationVendor(bench.config.activationDir ?? '');
  const { status, stdout, stderr } = spawnSync('openssl', [
    ...['cms', '-decrypt', '-inform', 'DER', '-in', path, '-binary'],
    ...['-recip', join(folder, VENDOR_FILES.certificate)],
    ...['-inkey', join(folder, VENDOR_FILES.key)],
  ]);
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as Letter;
}

/** The 16 symbols of a letter's code, as its reader types them in. */
export function symbolsOf({ code }: Letter): string {
  const read = readTypedCode(code);
  if (!read.ok) throw new Error(read.reason);
  return read.symbols;
}

const derived = new Map<string, Buffer>();

/** K, as the applicant's browser derives it; once for each code, since it takes a while. */
function keyOf(symbols: string, salt: string): Buffer {
  const known = derived.get(symbols + salt);
  if (known) return known;
  const key = pbkdf2Sync(symbols, Buffer.from(salt, 'hex'), 600_000, 32, 'sha256');
  derived.set(symbols + salt, key);
  return key;
}

/** What may be otherwise about a redemption. */
export interface RedemptionChange {
  readonly keys?: readonly ApplicantKey[];
  readonly nonce?: string;
  /** The nonce that the proofs are over. */
  readonly provenNonce?: string;
  /** Text in place of the code's symbols. */
  readonly symbols?: string;
  readonly inputId?: string;
  readonly codeNumber?: number;
  /** Members of the evidence `codeRedemption`. */
  readonly redemption?: object;
}

/** Redeems a code as an applicant and an office do it: the evidence is kept, and the room is asked. */
export async function redemptionOf(
  bench: RoomBench,
  { drafted, request }: CodedCase,
  code: { readonly salt: string; readonly codeNumber: number; readonly symbols: string },
  change: RedemptionChange = {},
): Promise<RedeemCodeRequest> {
  const { applicationId, chainId } = request;
  const keys = change.keys ?? drafted.applicant.keys;
  const { nonce = randomBytes(16).toString('hex'), codeNumber = code.codeNumber } = change;
  const textSha256 = sha256Hex(drafted.octets.signedText);
  const spkiSha256 = keys.map((key) => key.spkiSha256);
  const message = redemptionMessage({ applicationId, codeNumber, nonce, spkiSha256 });
  const key = keyOf(change.symbols ?? code.symbols, code.salt);
  const redemption = octetsOf({
    v: 1,
    applicationId,
    codeNumber,
    nonce,
    mac: createHmac('sha256', key).update(message).digest('hex'),
    source: 'a'.repeat(64),
    ...change.redemption,
  });
  const proofs = proofsOctets(
    keys.map((each, i) => {
      const about = { applicationId, nonce: change.provenNonce ?? nonce, textSha256 };
      const { signature } = each.prove({ ...about, order: i + 1 });
      return { order: i + 1, spki: each.spki, signature: Buffer.from(signature, 'base64') };
    }),
  );
  await bench.office.put({ caseId: applicationId, chainId }, [
    { kind: 'codeRedemption', ring: 'chain', octets: redemption },
    { kind: 'proofOfPossession', ring: 'chain', octets: proofs },
  ]);
  return {
    applicationId,
    codeNumber,
    inputId: change.inputId ?? randomUUID(),
    redemptionSha256: sha256Hex(redemption),
    proofSha256: sha256Hex(proofs),
  };
}

/** Symbols of a code that nobody was given. */
export const WRONG = { symbols: '2222222222222222' };

/** Keys that nobody has seen. */
export const otherKeys = async (orders = 1) => (await createApplicant({ orders })).keys;
