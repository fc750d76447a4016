import { sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { anchorOctets, type AnchorRecord } from '../../../adapters/jpki/anchor-record.ts';
import { anchorFacts, extractOwnFacts } from '../../../adapters/jpki/extract-own-facts.ts';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { buildSignedData } from '../../../adapters/jpki/signed-data.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { OFFICE_WORD } from '../../../bin/bench/instructed-cases.ts';
import {
  draftCase,
  fileCase,
  proofsFor,
  type DraftedCase,
} from '../../../bin/chaos/forge/drafted-case.ts';
import { printSignedText, type ApplicationText } from '../../../domain/application/signed-text.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { CertificateIssuer } from '../../../enclave/issuance/issue-certificate.ts';
import { createApplicant, type Applicant } from '../../../simulator/applicant.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import type { RoomBench, TestRoom } from '../room-bench.ts';

/** A service under 電子署名法 alone, where a text is to say some day that the key may come with the application. */
export const RENEWABLE_SERVICE = 'renewable';
export const RENEWABLE_HELD = {
  accreditationsHeld: 'act',
  simultaneousOpenUnderAct: true,
  simultaneousOpenUnderJpkiItem5: false,
} as const;
const DAY_MS = 24 * 3600_000;

/** A certificate of ours with the key and the check behind it. */
interface Held {
  readonly drafted: DraftedCase;
  readonly applicant: Applicant;
  readonly certificate: Buffer;
  readonly anchor: AnchorRecord;
}

/** Where renewals are asked for: a room that knows the service above. */
export interface RenewalPlace {
  readonly bench: RoomBench;
  readonly room: TestRoom;
}

/** What the gate says of renewals. The room's time goes forward: nothing in it is signed after these tests. */
export function describeRenewals(place: () => RenewalPlace): void {
  describe('passGate of a renewal with a certificate of ours (規則5条2項)', () => renewals(place));
}

function renewals(place: () => RenewalPlace): void {
  let bench: RoomBench;
  let room: TestRoom;

  beforeEach(() => {
    ({ bench, room } = place());
  });

  /** Whoever was checked with the card, and has a certificate of the service. */
  const checked = async (): Promise<Held> => {
    const drafted = await draftCase(bench, { service: RENEWABLE_SERVICE });
    const request = await fileCase(bench, drafted);
    const issued = await room.issuer.issue(request);
    if (issued.outcome !== 'issued') throw new Error(`not issued: ${issued.check}`);
    const { certificateSha256 } = issued;
    const at = { caseId: drafted.text.applicationId, chainId: drafted.chainId };
    const certificate = bench.office.get(at, [certificateSha256]).get(certificateSha256);
    if (!certificate) throw new Error('the certificate is not in the evidence');
    const anchor: AnchorRecord = {
      v: 1,
      application: drafted.text.applicationId,
      order: request.orderId,
      certificateSha256,
      issuedAt: readCertificate(certificate).notBefore.toISOString(),
      instructionSha256: request.instructionSha256,
    };
    return { drafted, applicant: drafted.applicant, certificate, anchor };
  };

  interface Wish {
    readonly anchor?: Partial<AnchorRecord>;
    readonly chainId?: string;
    readonly text?: Partial<ApplicationText>;
    /** Whose key signs in place of the certificate's. */
    readonly signer?: Applicant;
    readonly facts?: Readonly<Record<string, unknown>>;
    readonly applicant?: Applicant;
    readonly now?: Date;
  }

  /** The office's word for a renewal, in which everything is true but what is wished otherwise. */
  const renewed = async (of: Held, wish: Wish = {}) => {
    const applicant = wish.applicant ?? (await createApplicant());
    const now = Math.floor(Date.now() / 1000) * 1000;
    const address = '東京都千代田区一番町１－１';
    const text: ApplicationText = {
      ...of.drafted.text,
      applicationId: uuidV7(),
      identityRoute: 'ownCertificate',
      address,
      previousCertificates: 'revokeAfterAcceptance',
      keys: { delivery: 'simultaneous', spkiSha256: [applicant.keys[0]?.spkiSha256 ?? ''] },
      nonce: uuidV7().replaceAll('-', ''),
      createdAt: printJapanTime(now),
      expiresAt: printJapanTime(now + 3_600_000),
      ...wish.text,
    };
    const signedText = Buffer.from(printSignedText(text));
    const key = (wish.signer ?? of.applicant).keys[0];
    if (!key) throw new Error('no key');
    const signatureContainer = buildSignedData({
      content: signedText,
      certificate: of.certificate,
      digest: 'sha256',
      sign: (octets) => sign('sha256', octets, key.privateKey),
    });
    const proofs = proofsFor(applicant, text);
    const signed = { text, textOctets: signedText, signatureContainer, proofs, now: new Date() };
    const drafted = {
      ...of.drafted,
      applicant,
      text,
      chainId: wish.chainId ?? of.drafted.chainId,
      receivedAt: new Date(),
      octets: {
        signedText,
        signatureContainer,
        proofOfPossession: proofsOctets(proofs),
        anchorRecord: anchorOctets({ ...of.anchor, ...wish.anchor }),
      },
      facts: {
        ...OFFICE_WORD,
        ...extractOwnFacts(signed),
        ...anchorFacts(text, readCertificate(of.drafted.card.certificate), new Date()),
        ownCertificateState: 'valid',
        anchorLimit: 'within',
        ...wish.facts,
      },
    } as unknown as DraftedCase;
    return fileCase(bench, drafted, { isFiledAgain: true });
  };

  /** What the book says of a refusal beside its check. */
  const detailOf = async ({ orderId }: { readonly orderId: string }): Promise<unknown> => {
    const refusals = (await bench.readBook()).filter(
      ({ entry }) => entry.event === 'gate.refused' && entry.data.order === orderId,
    );
    return (refusals.at(-1)?.entry.data as { detail?: unknown } | undefined)?.detail;
  };

  const issuerAt = (now: Date): Promise<CertificateIssuer> =>
    CertificateIssuer.open({ ...room.room, now: () => now });

  it('is issued to the person of the last full check, under a new key, without J-LIS', async () => {
    const of = await checked();
    const applicant = await createApplicant();
    const request = await renewed(of, { applicant });
    const issued = await room.issuer.issue(request);
    expect(issued).toMatchObject({ outcome: 'issued' });
    const persons = await bench.rows<{ person: string }>(
      `select distinct k.person from issuances i join keys_seen k on k.spki_sha256 = i.spki_sha256
       where i.chain_id = $1`,
      [of.drafted.chainId],
    );
    expect(persons).toHaveLength(1);
    // The renewed one renews again, and rests on the same anchor.
    const sha256 = issued.outcome === 'issued' ? issued.certificateSha256 : '';
    const at = { caseId: request.applicationId, chainId: of.drafted.chainId };
    const certificate = bench.office.get(at, [sha256]).get(sha256) ?? Buffer.alloc(0);
    const again = await renewed({ ...of, applicant, certificate });
    expect(await room.issuer.issue(again)).toMatchObject({ outcome: 'issued' });
  });

  const lies: Readonly<
    Record<string, [string, string | RegExp, (of: Held) => Wish | Promise<Wish>]>
  > = {
    'another key than that of the certificate': [
      'outcomeNotHolding',
      'signature.valid/mismatch',
      async () => ({ signer: await createApplicant() }),
    ],
    'a chain that the certificate is not of': [
      'factsDiffer',
      'anchor',
      async () => ({ chainId: (await checked()).drafted.chainId }),
    ],
    'an anchor that is another certificate': [
      'factsDiffer',
      'anchor',
      () => ({ anchor: { certificateSha256: 'a'.repeat(64) } }),
    ],
    'an anchor that is not of the room': [
      'factsDiffer',
      'anchor',
      () => ({ anchor: { order: uuidV7() } }),
    ],
    'an instruction of the anchor that is not there': [
      'evidenceMissing',
      /.*/,
      () => ({ anchor: { instructionSha256: 'b'.repeat(64) } }),
    ],
    'another name than that of the certificate': [
      'outcomeNotHolding',
      /own.content\/changed/,
      () => ({ text: { name: '鈴木　次郎' }, facts: {} }),
    ],
    'the key that it has already': [
      'keyRefused',
      /key.unseen\/samePerson/,
      (of) => ({ applicant: of.applicant }),
    ],
    'content that the office calls the same': [
      'factsDiffer',
      'ownContent',
      () => ({ text: { name: '鈴木　次郎' }, facts: { ownContent: 'same' } }),
    ],
  };

  it.each(Object.entries(lies))('is refused with %s', async (_, [check, detail, wish]) => {
    const of = await checked();
    const request = await renewed(of, await wish(of));
    const signatures = bench.token.issuerSignatures;
    expect(await room.issuer.issue(request)).toEqual({ outcome: 'refused', check });
    expect(bench.token.issuerSignatures).toBe(signatures);
    const said = await detailOf(request);
    expect(said).toEqual(typeof detail === 'string' ? detail : expect.stringMatching(detail));
  });

  it('is refused once the certificate that signed is revoked', async () => {
    const of = await checked();
    const request = await renewed(of);
    await bench.rows(
      `insert into revocations (issuer_key_id, serial_number, order_id, request_id, not_after, revocation_date, reason_code, because, recorded_at)
       select issuer_key_id, serial_number, order_id, $2, not_after, now(), 'superseded', 'request', now() from issuances where order_id = $1`,
      [of.anchor.order, uuidV7()],
    );
    expect(await room.issuer.issue(request)).toEqual({
      outcome: 'refused',
      check: 'outcomeNotHolding',
    });
    expect(await detailOf(request)).toBe('own.certificate/revoked');
  });

  it('is refused while the certificate that signed is held, and not once it is released', async () => {
    const of = await checked();
    const request = await renewed(of);
    await bench.rows(
      `insert into suspensions (request_id, issuer_key_id, serial_number, order_id, not_after, suspended_at, until)
       select $2, issuer_key_id, serial_number, order_id, not_after, now(), now() + interval '72 hours'
       from issuances where order_id = $1`,
      [of.anchor.order, uuidV7()],
    );
    expect(await room.issuer.issue(request)).toEqual({
      outcome: 'refused',
      check: 'outcomeNotHolding',
    });
    expect(await detailOf(request)).toBe('own.certificate/suspended');
    await bench.rows(
      `update suspensions set released_at = now(), ended_by = 'release' where order_id = $1`,
      [of.anchor.order],
    );
    expect(await room.issuer.issue(await renewed(of))).toMatchObject({ outcome: 'issued' });
  });

  it('is refused where an accreditation is held that knows the card alone (公的個人認証法施行令8条2号)', async () => {
    const drafted = await draftCase(bench);
    const request = await fileCase(bench, drafted);
    const issued = await room.issuer.issue(request);
    if (issued.outcome !== 'issued') throw new Error(issued.check);
    const at = { caseId: drafted.text.applicationId, chainId: drafted.chainId };
    const { certificateSha256 } = issued;
    const certificate = bench.office.get(at, [certificateSha256]).get(certificateSha256);
    if (!certificate) throw new Error('no certificate');
    const anchor: AnchorRecord = {
      v: 1,
      application: drafted.text.applicationId,
      order: request.orderId,
      certificateSha256,
      issuedAt: readCertificate(certificate).notBefore.toISOString(),
      instructionSha256: request.instructionSha256,
    };
    const of = { drafted, applicant: drafted.applicant, certificate, anchor };
    const renewal = await renewed(of);
    expect(await room.issuer.issue(renewal)).toEqual({
      outcome: 'refused',
      check: 'outcomeNotHolding',
    });
    expect(await detailOf(renewal)).toBe('duty.route/jpkiOnly');
  });

  // The last: the book's time goes forward, and a room whose clock is behind it signs nothing.
  it('ends within five years of the anchor, and not a day later', async () => {
    const of = await checked();
    const months = { orders: [{ certificateType: 'basic', validityMonths: 58 }] } as const;
    const [first, second] = [
      await renewed(of, { text: months }),
      await renewed(of, { text: months }),
    ];
    const anchored = readCertificate(of.certificate).notBefore.getTime();
    const soon = await issuerAt(new Date(anchored + 50 * DAY_MS));
    expect(await soon.issue(first)).toMatchObject({ outcome: 'issued' });
    const late = await issuerAt(new Date(anchored + 70 * DAY_MS));
    expect(await late.issue(second)).toEqual({ outcome: 'refused', check: 'anchorExceeded' });
    expect(await detailOf(second)).toBe(of.anchor.order);
  });
}
