import type { KeyObject } from 'node:crypto';
import pg from 'pg';
import type { HsmToken } from '../adapters/hsm/hsm-token.ts';
import type { RelyingParty } from '../adapters/webauthn/assertion.ts';
import type { X509Certificate } from '../adapters/x509/certificate.ts';
import type { AnchoredBook } from '../books/cosignature-record.ts';
import type { Run } from '../books/entry.ts';
import type { LogFiles } from '../books/publisher.ts';
import { ecdsaNoteSigner, ed25519Signer } from '../books/note-signer.ts';
import { readVkey } from '../books/note-verifier.ts';
import { DomainError } from '../domain/errors.ts';
import { finishesIntents } from '../domain/issuance/issuer-key-states.ts';
import type { ErasureOrder, RoomErasure } from '../domain/retention/chain-erasure.ts';
import { roomBookHolder } from './anchoring/room-book-holder.ts';
import { signWhenBack } from './book/patient-signature.ts';
import { CodeStore } from './book/code-store.ts';
import { RoomBook } from './book/room-book.ts';
import { RoomStore } from './book/room-store.ts';
import { EvidenceThreads, type EvidenceThreadsOptions } from './gate/evidence-threads.ts';
import { readEvidence, type ReadingTask } from './gate/read-evidence.ts';
import { CertificateIssuer } from './issuance/issue-certificate.ts';
import { assertSigning } from './issuance/assert-signing.ts';
import { RoomCodes } from './key-delivery/room-codes.ts';
import { sweepLetters } from './key-delivery/sweep-letters.ts';
import { registeredKeys } from './keys/change-key-state.ts';
import { KeysInUse } from './keys/keys-in-use.ts';
import { DatabaseRegisters } from './keys/room-registers.ts';
import { RoomReconciliation } from './reconciliation/room-reconciliation.ts';
import { RoomRevocations } from './revocation/room-revocations.ts';
import { AnswerTurns, type AnswerFiles, type AnswerRoom } from './status/ocsp/answer-room.ts';
import { StatusPublisher, type StatusRoom } from './status/publish-status.ts';
import { eraseChainInRoom, type RoomKeys } from './retention/erase-chain.ts';
import type { Room, RoomEvidence, RoomLetters } from './room.ts';

/** Label on the token of the key that signs checkpoints of the enclave book. */
export const BOOK_KEY_LABEL = 'enclave-book';

/** Label on the token of the AES key that seals what opens a code. */
export const CODE_KEY_LABEL = 'codes';

const KEY_LABELS = { bookKeyLabel: BOOK_KEY_LABEL, codeKeyLabel: CODE_KEY_LABEL };

/** What the room is opened with. */
export interface RoomOptions {
  readonly databaseUrl: string;
  readonly token: HsmToken;
  readonly evidence: RoomEvidence & RoomKeys;
  readonly letters: RoomLetters;
  readonly anchors: readonly X509Certificate[];
  readonly book: {
    readonly origin: string;
    readonly local: LogFiles;
    readonly second: LogFiles;
    /** Ed25519 seed, 32 octets, kept in the room. */
    readonly seed: Buffer | KeyObject;
  };
  /** Secret of the room's own person index. */
  readonly personKey: Buffer;
  /** Threads that read evidence; the room's own thread does if there are none. */
  readonly evidenceThreads?: EvidenceThreadsOptions | undefined;
  /** Whose pages the passkeys of officers are made for: the console. */
  readonly relyingParty: RelyingParty;
  readonly capPerHour: number;
  readonly build: string;
  /** Everything in this room is made up, so it may be erased before its time. */
  readonly isTrial?: boolean;
  /** The room's clock; the machine's, if not given. */
  readonly now?: () => Date;
  readonly onBroken: (error: unknown) => void;
}

/** An open room. */
export interface OpenRoom {
  readonly room: Room;
  readonly issuer: CertificateIssuer;
  readonly codes: RoomCodes;
  /** Destroys the room's key of a chain, with its entry. May be repeated. */
  readonly eraseChain: (order: ErasureOrder, run?: Run) => Promise<RoomErasure>;
  readonly reconciliation: RoomReconciliation;
  readonly revocations: RoomRevocations;
  /** The issuing keys: compared and proven before the first signature. */
  readonly keysInUse: KeysInUse;
  /** The room as it answers for its certificates, with the place that answers go to. One a process. */
  readonly answering: (files: AnswerFiles) => AnswerRoom;
  /** Who publishes status, with the places that it goes to. One a process: only it knows whose turn it is. */
  readonly publishing: (outside: Pick<StatusRoom, 'files' | 'answer'>) => StatusPublisher;
  /** Issuer keys that sign status now. */
  readonly statusKeys: () => Promise<readonly string[]>;
  /** The room's book for its anchoring, with entries written from the run that is current then. */
  readonly anchoredBook: (runOf: () => Run | undefined) => AnchoredBook;
  readonly close: () => Promise<void>;
}

/**
 * Opens the room: takes the pen of its book, brings the published log up to the database, reads the
 * registers. Two rooms on one database cannot both write.
 */
export async function openRoom(options: RoomOptions): Promise<OpenRoom> {
  const { book, token } = options;
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 8 });
  pool.on('error', () => undefined);
  // A connection in use tells its query; without a listener it would end the program besides.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const store = new RoomStore(pool, book.origin);
  const signers = signersOf(options);
  const roomBook = await RoomBook.open({ ...placesOf(options), store, signers });
  const now = options.now ?? (() => new Date());
  const registers = await DatabaseRegisters.open({ pool, token, anchors: options.anchors, now });
  const reader = openReader(options);
  const room: Room = {
    book: roomBook,
    store,
    codes: new CodeStore(pool),
    evidence: options.evidence,
    letters: options.letters,
    codeKey: () => token.findSecretKey(CODE_KEY_LABEL),
    registers,
    readEvidence: (task) => reader.read(task),
    relyingParty: options.relyingParty,
    assertSigning: () => assertSigning(token),
    capPerHour: options.capPerHour,
    build: options.build,
    now,
  };
  await sweepLetters(room);
  return {
    room,
    codes: new RoomCodes(room),
    issuer: await CertificateIssuer.open(room),
    eraseChain: (order, run) =>
      eraseChainInRoom(
        { ...room, pool, isTrial: options.isTrial ?? false, evidence: options.evidence },
        order,
        run,
      ),
    revocations: new RoomRevocations({ pool, book: roomBook, now }),
    answering: (files) => ({ ...room, pool, token, files, turns: new AnswerTurns() }),
    ...publishingOf({ pool, book: roomBook, registers, now }),
    keysInUse: new KeysInUse({ ...room, pool, token, ...KEY_LABELS }),
    reconciliation: new RoomReconciliation({
      pool,
      book: roomBook,
      origin: book.origin,
      local: book.local,
      second: book.second,
      now: room.now,
      lookAtSwitches: () => registers.look(),
    }),
    anchoredBook: (runOf) => ({
      log: 'enclave',
      self: { origin: book.origin, verifiers: signers.map(({ vkey }) => readVkey(vkey)) },
      actor: { kind: 'system', id: 'enclave-worker' },
      local: book.local,
      second: book.second,
      hold: roomBookHolder({ pool, book: roomBook, runOf }),
      contradiction: (what) => new DomainError('CheckpointInconsistent', what),
      stampRefused: (why) => new DomainError('TimestampRefused', why),
    }),
    async close() {
      // A room that lost the pen has nothing to settle; the next one does it.
      await roomBook.settle().catch(() => undefined);
      registers.close();
      await reader.close();
      await pool.end();
    },
  };
}

/** What publishes status, and under which keys. */
const publishingOf = (of: {
  readonly pool: pg.Pool;
  readonly book: RoomBook;
  readonly registers: DatabaseRegisters;
  readonly now: () => Date;
}): Pick<OpenRoom, 'publishing' | 'statusKeys'> => ({
  publishing: (outside) =>
    new StatusPublisher({ ...outside, ...of, keyOf: (id) => of.registers.issuerKeyById(id) }),
  statusKeys: async () =>
    (await registeredKeys(of))
      .filter(({ state }) => finishesIntents(state))
      .map(({ issuerKeyId }) => issuerKeyId),
});

const placesOf = ({ book: { origin, local, second }, onBroken }: RoomOptions) => ({
  origin,
  local,
  second,
  onBroken,
});

/** Both keys: an HSM may lack Ed25519, and public witnesses ask for an Ed25519 line. */
function signersOf({ book: { origin, seed }, token }: RoomOptions) {
  // Of the lane of its own: a checkpoint does not wait behind certificates, which wait for it.
  const key = token.lane('status').findKey(BOOK_KEY_LABEL);
  return [
    ecdsaNoteSigner(origin, key.spki, (octets) => signWhenBack(token, key, Buffer.from(octets))),
    ed25519Signer(origin, seed),
  ];
}

function openReader({ evidence, personKey, evidenceThreads }: RoomOptions) {
  if (evidenceThreads && evidenceThreads.count > 0) return new EvidenceThreads(evidenceThreads);
  return {
    read: async (task: ReadingTask) => readEvidence({ evidence, personKey }, task),
    close: async () => undefined,
  };
}
