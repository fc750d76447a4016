import { verify } from 'node:crypto';
import { step } from '../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { GateCheck } from '../../domain/issuance/order-states.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import { batchedLookup } from '../book/batched-lookup.ts';
import { keyLookups } from '../book/key-lookups.ts';
import type { IssuanceRow, IntentRow } from '../book/room-store.ts';
import { GateRefusal } from '../gate/gate-refusal.ts';
import { passGate, type GateDependencies, type GatePass } from '../gate/gate.ts';
import type { OrderRequest } from '../gate/instruction.ts';
import type { IssuerKey, Room } from '../room.ts';
import { certificateOf, tbsCertificateOf, type CertificateContent } from './certificate-profile.ts';
import { lintTbsCertificate } from './certificate-lint.ts';
import { HourlyCap } from './hourly-cap.ts';
import {
  completionEntry,
  intentEntry,
  refusalEntry,
  type EntryRun,
  type Reserved,
} from './issuance-entries.ts';
import { intendedTbs } from './intended-tbs.ts';
import { newSerialNumber } from './serial-number.ts';

/** What the room answers. A refusal is an answer: it is in the book, and the office decides. */
export type IssuanceOutcome =
  | {
      readonly outcome: 'issued';
      readonly issuerKeyId: string;
      readonly serialNumber: string;
      readonly certificateSha256: string;
      readonly intentEntryId: string;
    }
  | { readonly outcome: 'refused'; readonly check: string };

/**
 * Issues the certificate of an order, once, whatever dies and however often it is asked (promise 1).
 *
 * Steps, each durable before the next: gate → serial, TBS, lints → intent with checkpoint and sealed TBS
 * on the second medium → the HSM signs → signature verified → stored, the first one stays → outcome entry
 * → certificate kept as evidence. A retry goes on after the last durable step with the same TBS octets.
 */
export class CertificateIssuer {
  readonly #room: Room;
  readonly #cap = new HourlyCap();
  readonly #underWay = new Map<string, Promise<IssuanceOutcome>>();
  /** Keys and order numbers of the orders under way, each with the order that has it. */
  readonly #claims = new Map<string, string>();
  readonly #findIssuances: (applicationId: string) => Promise<readonly IssuanceRow[]>;
  readonly #lookups: Omit<GateDependencies, 'room' | 'cap'>;

  private constructor(room: Room) {
    this.#room = room;
    this.#findIssuances = batchedLookup(
      (ids) => room.store.findIssuances(ids),
      (row) => row.applicationId,
    );
    const findRedemptions = batchedLookup(
      (ids) => room.codes.findRedemptions(ids),
      (row) => row.applicationId,
    );
    this.#lookups = { ...keyLookups(room), findRedemptions };
  }

  /** Fills the hourly cap from the intents of the last hour. */
  static async open(room: Room): Promise<CertificateIssuer> {
    const issuer = new CertificateIssuer(room);
    const since = new Date(room.now().getTime() - 3600 * 1000);
    for (const { issuerKeyId, at } of await room.store.intentsSince(since)) {
      issuer.#cap.count(issuerKeyId, at);
    }
    return issuer;
  }

  /**
   * Issues, or goes on with, an order. Asked twice at once, both get the one answer.
   *
   * @throws DomainError `HsmUnavailable` while the token is away: asked again, it goes on where it was
   */
  async issue(request: OrderRequest, run?: EntryRun): Promise<IssuanceOutcome> {
    this.#room.assertSigning();
    const known = this.#underWay.get(request.orderId);
    if (known) return known;
    const issuing = this.#issue(request, run).finally(() => {
      this.#underWay.delete(request.orderId);
    });
    this.#underWay.set(request.orderId, issuing);
    return issuing;
  }

  async #issue(request: OrderRequest, run: EntryRun | undefined): Promise<IssuanceOutcome> {
    const ofApplication = await this.#findIssuances(request.applicationId);
    const found = ofApplication.find(({ orderId }) => orderId === request.orderId);
    if (found?.certificateSha256) return this.#deliver(found);
    const obstacle = found && obstacleOf(this.#room, found);
    if (obstacle) return this.#refuse(obstacle, request, run);
    const reserved = found
      ? await this.#resume(found)
      : await this.#reserve(request, ofApplication, run);
    if ('outcome' in reserved) return reserved;
    return this.#sign(reserved, run);
  }

  /** Gate, serial number, TBS, lints and intent of a new order. */
  async #reserve(
    request: OrderRequest,
    ofApplication: readonly IssuanceRow[],
    run: EntryRun | undefined,
  ): Promise<Reserved | IssuanceOutcome> {
    const claimed: string[] = [];
    try {
      const gateDeps = { room: this.#room, cap: this.#cap, ...this.#lookups };
      const pass = await passGate(gateDeps, request);
      step('issuance.1-gate-passed');
      const { spkiSha256 } = pass;
      const { order } = pass.order;
      // Under another id the office would have a second certificate for one signed order; a number that
      // is not known may be this one.
      const live = ofApplication.filter(({ abandonedAt }) => abandonedAt === null);
      if (live.some(({ orderNumber }) => (orderNumber ?? order) === order)) {
        throw new GateRefusal('orderAlreadyIssued', 'orderNumber');
      }
      for (const [what, check] of [
        [`${request.applicationId}/${order}`, 'orderAlreadyIssued'],
        [spkiSha256, 'keyRefused'],
      ] as const) {
        this.#claim(what, check, request.orderId);
        claimed.push(what);
      }
      return await this.#intend(pass, request, run);
    } catch (error) {
      if (!(error instanceof GateRefusal)) throw error;
      return await this.#refuse(error, request, run);
    } finally {
      for (const what of claimed) this.#claims.delete(what);
    }
  }

  /** Takes what only one order may have, until its intent is written or it is refused. */
  #claim(what: string, check: GateCheck, orderId: string): void {
    const holder = this.#claims.get(what);
    if (holder !== undefined) throw new GateRefusal(check, holder);
    this.#claims.set(what, orderId);
  }

  async #intend(
    pass: GatePass,
    request: OrderRequest,
    run: EntryRun | undefined,
  ): Promise<Reserved> {
    const { book, evidence, now } = this.#room;
    const at = now();
    const content = contentOf(pass, at);
    const tbs = tbsCertificateOf(content);
    const [broken] = lintTbsCertificate(tbs, content);
    if (broken) throw new GateRefusal('lintFailed', broken.id);

    const entry = intentEntry(pass, { content, tbs, at, run });
    const row: IntentRow = {
      orderId: request.orderId,
      applicationId: request.applicationId,
      orderNumber: pass.order.order,
      chainId: request.chainId,
      issuerKeyId: content.issuerKeyId,
      serialNumber: content.serialNumber,
      notBefore: content.notBefore,
      notAfter: content.notAfter,
      tbsSha256: sha256Hex(tbs),
      tbsSealed: evidence.seal(request.chainId, tbs),
      spkiSha256: pass.spkiSha256,
      dossierSha256: pass.dossierSha256,
      intentEntryId: entry.id,
      intendedAt: at,
      person: pass.person,
    };
    // Looked at and counted in one turn, before it is written: orders under way at once share the cap.
    if (!this.#cap.hasRoom(content.issuerKeyId, at, this.#room.capPerHour)) {
      throw new GateRefusal('capExceeded', String(this.#room.capPerHour));
    }
    this.#cap.count(content.issuerKeyId, at);
    // A crash before this returns leaves at most an intent without a signature: the retry finds it and
    // signs the same octets, or the order is still unknown and starts at the gate.
    await book.write({ entries: [entry], intent: row });
    step('issuance.2-intended');
    return { row: { ...row, signatureAttempts: 1, abandonedAt: null }, tbs, attempts: 1 };
  }

  /** The stored TBS of an intent whose certificate is missing; one more call of the HSM is counted. */
  async #resume(row: IssuanceRow): Promise<Reserved> {
    // Its intent is in the database; only the book that holds the pen says that it is under a checkpoint.
    this.#room.book.assertSound();
    const tbs = await intendedTbs(this.#room, row);
    // What cannot be asked of the HSM is no attempt.
    this.#keyOf(row);
    const attempts = await this.#room.book.countAttempt(row.orderId);
    return { row, tbs, attempts };
  }

  /** @throws DomainError `HsmKeyMissing` if the key may no longer finish what it intended. */
  #keyOf({ issuerKeyId }: Pick<IssuanceRow, 'issuerKeyId'>): IssuerKey {
    const key = this.#room.registers.issuerKeyById(issuerKeyId);
    if (!key) throw new DomainError('HsmKeyMissing', issuerKeyId);
    return key;
  }

  async #sign(reserved: Reserved, run: EntryRun | undefined): Promise<IssuanceOutcome> {
    const { row, tbs } = reserved;
    const key = this.#keyOf(row);
    const signature = await key.sign(tbs);
    // A crash here leaves a signature over the reserved TBS that nobody kept; the retry makes another
    // over the same octets, and the attempt is already counted.
    step('issuance.3-signed');
    if (!isValid(key, tbs, signature)) {
      throw new DomainError('CertificateMismatch', `signature of ${row.orderId}`);
    }
    const certificate = certificateOf(tbs, key.signatureAlgorithm, signature);
    const certificateSha256 = sha256Hex(certificate);
    const at = this.#room.now();
    await this.#room.book.write({
      entries: [completionEntry(reserved, { certificate, certificateSha256, at, run })],
      completion: {
        orderId: row.orderId,
        certificateSha256,
        certificateSealed: this.#room.evidence.seal(row.chainId, certificate),
        completedAt: at,
      },
    });
    step('issuance.4-completed');
    await this.#keep(row, certificate);
    return issuedOutcome({ ...row, certificateSha256 });
  }

  /** An order that has its certificate: the stored one again, and its evidence if that is missing. */
  async #deliver(row: IssuanceRow): Promise<IssuanceOutcome> {
    const certificate = this.#room.evidence.unseal(
      row.chainId,
      row.certificateSealed ?? Buffer.alloc(0),
    );
    await this.#keep(row, certificate);
    return issuedOutcome({ ...row, certificateSha256: row.certificateSha256 ?? '' });
  }

  /** A crash before this leaves a certificate that only the room has; the retry keeps it. */
  async #keep(row: Pick<IssuanceRow, 'applicationId' | 'chainId'>, octets: Buffer): Promise<void> {
    const at = { caseId: row.applicationId, chainId: row.chainId };
    await this.#room.evidence.put(at, [{ kind: 'certificate', ring: 'chain', octets }]);
    step('issuance.5-kept');
  }

  async #refuse(
    refusal: GateRefusal,
    request: OrderRequest,
    run: EntryRun | undefined,
  ): Promise<IssuanceOutcome> {
    const { check, detail } = refusal;
    const entry = refusalEntry(request, { check, detail, at: this.#room.now(), run });
    await this.#room.book.write({ entries: [entry] });
    return { outcome: 'refused', check };
  }
}

/** Why an order that has its intent gets no signature now; undefined if nothing is in the way. */
function obstacleOf(
  { registers }: Room,
  { issuerKeyId, abandonedAt }: IssuanceRow,
): GateRefusal | undefined {
  if (abandonedAt !== null) return new GateRefusal('orderAbandoned', issuerKeyId);
  if (!registers.isSwitchOn('allSigning')) return new GateRefusal('switchOff', 'allSigning');
  // The TBS names its issuer: no other key may sign it.
  if (registers.issuerKeyById(issuerKeyId)) return undefined;
  return new GateRefusal('issuerKeyNotIssuing', issuerKeyId);
}

const isValid = (key: IssuerKey, tbs: Buffer, signature: Buffer): boolean =>
  verify(
    key.signatureAlgorithm === 'ecdsaWithSha384' ? 'sha384' : 'sha256',
    tbs,
    key.publicKey,
    signature,
  );

const issuedOutcome = (
  row: Pick<IssuanceRow, 'issuerKeyId' | 'serialNumber' | 'intentEntryId'> & {
    readonly certificateSha256: string;
  },
): IssuanceOutcome => ({
  outcome: 'issued',
  issuerKeyId: row.issuerKeyId,
  serialNumber: row.serialNumber,
  certificateSha256: row.certificateSha256,
  intentEntryId: row.intentEntryId,
});

/** What the certificate is made of; notBefore is the instant of the intent, cut to the second. */
function contentOf(pass: GatePass, at: Date): CertificateContent {
  const { notBefore, notAfter } = certificateValidity(at.getTime(), pass.order.validityMonths);
  return {
    profile: pass.profile,
    certificateType: pass.order.certificateType,
    serialNumber: newSerialNumber(),
    issuer: pass.issuerKey.certificate.subject,
    issuerKeyId: pass.issuerKey.issuerKeyId,
    signatureAlgorithm: pass.issuerKey.signatureAlgorithm,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    name: pass.name,
    subjectSerialNumber: pass.instruction.application,
    spki: pass.spki,
  };
}
