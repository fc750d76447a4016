import {
  createHash,
  createHmac,
  createPublicKey,
  pbkdf2Sync,
  randomBytes,
  verify,
} from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type {
  KeyDeliveryAnswer,
  RedeemDesk,
  RedemptionAnswer,
  RedemptionOf,
} from '../../../../api/portal/key-delivery/redeem-desk.ts';
import { canonicalOctets } from '../../../../books/canonical-json.ts';
import type { CodeStandings } from '../../../../db/key-delivery/code-standing.ts';
import type { OfficeDatabase } from '../../../../db/office-database.ts';
import { caseInputs, certificateApplications } from '../../../../db/schema/application.ts';
import { deliveryCodes } from '../../../../db/schema/dispatch.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { readCsr } from '../../../../portal-client/csr.ts';
import { proofOctets } from '../../../simulator/fake-portal.ts';

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

/** What the code of a letter is, and the text that it is for. */
export interface KnownCode {
  readonly symbols: string;
  readonly textSha256: string;
}

const TOLD = { ja: '', en: '' };

/**
 * Stands in for office-worker and room: judges redemptions by the rules of the code, written down once more, and
 * leaves the rows that they leave.
 */
export class CodeRoom implements RedeemDesk {
  readonly standings: CodeStandings;
  readonly codes = new Map<string, KnownCode>();
  readonly redemptions: RedemptionOf[] = [];
  /** How many times what was received is not judged yet. */
  slow = 0;
  readonly #db: OfficeDatabase;
  readonly #nonces = new Map<string, string>();

  constructor(db: OfficeDatabase, standings: CodeStandings) {
    this.#db = db;
    this.standings = standings;
  }

  async keyDelivery(applicationId: string): Promise<KeyDeliveryAnswer | undefined> {
    const standing = await this.standings.find(applicationId);
    const row = await this.#row(applicationId);
    const known = this.codes.get(applicationId);
    if (!standing?.code || !row || !known) return undefined;
    const nonce = randomBytes(16).toString('hex');
    this.#nonces.set(nonce, applicationId);
    return {
      applicationId,
      codeNumber: standing.code.codeNumber,
      state: standing.code.state,
      salt: row.salt,
      iterations: 600_000,
      nonce,
      nonceExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      attemptsLeft: standing.code.attemptsLeft,
      textSha256: known.textSha256,
      orders: standing.orders.map((order) => ({ order, certificateType: 'basic' })),
    };
  }

  async redeem(redemption: RedemptionOf): Promise<RedemptionAnswer | undefined> {
    this.redemptions.push(redemption);
    if (this.slow > 0) {
      this.slow -= 1;
      return undefined;
    }
    const { applicationId, codeNumber, body } = redemption;
    const row = await this.#row(applicationId);
    const known = this.codes.get(applicationId);
    if (!row || !known || row.codeNumber !== codeNumber) return { outcome: 'notLive', told: TOLD };
    const spkis = body.keys.map(spkiOf);
    if (row.state === 'redeemed') return this.#again(applicationId, spkis);
    const isNonceOurs = this.#nonces.get(body.nonce) === applicationId;
    if (!isNonceOurs || body.mac !== macOf({ ...known, ...row }, redemption, spkis)) {
      return this.#wrong(applicationId, row.failures + 1);
    }
    const areProven = body.keys.every((key) => isProven(key, redemption, known.textSha256));
    if (!areProven) return { outcome: 'keyRefused', told: TOLD };
    await this.#redeemed(redemption, spkis);
    return { outcome: 'redeemed', told: TOLD };
  }

  async #row(applicationId: string) {
    const [row] = await this.#db
      .select()
      .from(deliveryCodes)
      .where(eq(deliveryCodes.caseId, applicationId));
    return row;
  }

  async #again(applicationId: string, spkis: readonly Buffer[]): Promise<RedemptionAnswer> {
    const [row] = await this.#db
      .select()
      .from(caseInputs)
      .where(and(eq(caseInputs.caseId, applicationId), eq(caseInputs.kind, 'codeRedemption')));
    const content = row?.content as { readonly keys: string[] } | undefined;
    const isSame = content?.keys.join() === spkis.map(sha256).join();
    return { outcome: isSame ? 'redeemed' : 'used', told: TOLD };
  }

  async #wrong(applicationId: string, failures: number): Promise<RedemptionAnswer> {
    const isLocked = failures >= 5;
    await this.#db
      .update(deliveryCodes)
      .set({ failures, ...(isLocked ? { state: 'locked' } : {}) })
      .where(eq(deliveryCodes.caseId, applicationId));
    return isLocked
      ? { outcome: 'locked', attemptsLeft: 0, told: TOLD }
      : { outcome: 'wrongCode', attemptsLeft: 5 - failures, told: TOLD };
  }

  async #redeemed(redemption: RedemptionOf, spkis: readonly Buffer[]): Promise<void> {
    const { applicationId, codeNumber, body, endUserAddress } = redemption;
    const { nonce, mac } = body;
    const source = sha256(Buffer.from(`key of the test ${endUserAddress}`));
    const kept = canonicalOctets({ v: 1, applicationId, codeNumber, nonce, mac, source });
    const content = { v: 1, codeNumber, redemptionSha256: sha256(kept), source };
    await this.#db.insert(caseInputs).values({
      id: uuidV7(),
      caseId: applicationId,
      kind: 'codeRedemption',
      actor: 'own-portal',
      contentSha256: sha256(kept),
      content: { ...content, keys: spkis.map(sha256) },
      receivedAt: new Date(),
      appliedAt: new Date(),
      result: { outcome: 'redeemed', state: 'issuing', isApplied: true },
    });
    await this.#db
      .update(deliveryCodes)
      .set({ state: 'redeemed' })
      .where(eq(deliveryCodes.caseId, applicationId));
    await this.#db
      .update(certificateApplications)
      .set({ state: 'issuing' })
      .where(eq(certificateApplications.id, applicationId));
  }
}

type Key = RedemptionOf['body']['keys'][number];

const spkiOf = (key: Key): Buffer =>
  Buffer.from('spki' in key ? Buffer.from(key.spki, 'base64') : csrOf(key).spki);

const csrOf = (key: Extract<Key, { csr: string }>) =>
  readCsr(new Uint8Array(Buffer.from(key.csr, 'base64')));

function macOf(
  { symbols, salt }: { readonly symbols: string; readonly salt: string },
  { applicationId, codeNumber, body }: RedemptionOf,
  spkis: readonly Buffer[],
): string {
  const k = pbkdf2Sync(symbols, Buffer.from(salt, 'hex'), 600_000, 32, 'sha256');
  const keys = spkis.map((spki, index) => `${index + 1} ${sha256(spki)}\n`).join('');
  const message = `toroku-redeem/1\n${applicationId}\n${codeNumber}\n${body.nonce}\n${keys}`;
  return createHmac('sha256', k).update(message).digest('hex');
}

function isProven(key: Key, { applicationId, body }: RedemptionOf, textSha256: string): boolean {
  const spki = spkiOf(key);
  const proof = { applicationId, order: key.order, nonce: body.nonce, textSha256 };
  const octets = Buffer.from(proofOctets({ ...proof, spkiSha256: sha256(spki) }));
  if ('csr' in key) {
    const challenge = createHash('sha256').update(octets).digest('base64url');
    return csrOf(key).challengePassword === challenge;
  }
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return verify('sha256', octets, publicKey, Buffer.from(key.signature, 'base64'));
}
