import { createHash, createPublicKey } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { unseal } from '../../../../adapters/evidence-store/chain-keys.ts';
import { utf8String } from '../../../../adapters/x509/der-writer.ts';
import { opens } from '../../../../books/commitment.ts';
import { readSignatureContainer } from '../../../../adapters/jpki/signature-container.ts';
import { applicantKeys, applicationTexts, caseInputs } from '../../../../db/schema/application.ts';
import { openings } from '../../../../db/schema/books.ts';
import { proofOfPossessionOctets } from '../../../../domain/key-delivery/proof-of-possession.ts';
import { createApplicant } from '../../../../simulator/applicant.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { csrDer } from '../../../adapters/x509/csr-fixture.ts';
import { CANARY, intakeBench, sha256 } from './intake-bench.ts';

const bench = intakeBench();

describe('PUT /certificate-applications/{id}', () => {
  it('receives an application: case, input, evidence, keys and entry', async () => {
    const prepared = await bench.prepare();
    const { applicationId, submission, handedOut, applicant } = prepared;
    const answer = await bench.put(prepared);
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      applicationId,
      state: 'received',
      told: { ja: '申込みを受け付けました。', en: 'We have received your application.' },
      certificates: [],
    });

    expect(await bench.eventsOf(applicationId)).toEqual([
      'text.handedOut',
      'explanation.shown',
      'application.received',
    ]);
    const row = await bench.caseOf(applicationId);
    expect(row).toMatchObject({
      portalId: 'own-portal',
      service: 'together',
      identityRoute: 'jpki',
      keyDelivery: 'simultaneous',
      edition: 1,
      ruleSetId: '2026-12',
      state: 'received',
    });
    const [input] = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.id, applicationId));
    expect(input).toMatchObject({
      caseId: applicationId,
      kind: 'application',
      signedContentSha256: handedOut.textSha256,
      appliedAt: null,
    });
    const [text] = await bench.office.db
      .select()
      .from(applicationTexts)
      .where(eq(applicationTexts.textSha256, handedOut.textSha256));
    expect(text?.usedBy).toBe(applicationId);
    expect(
      await bench.office.db
        .select()
        .from(applicantKeys)
        .where(eq(applicantKeys.caseId, applicationId)),
    ).toEqual([
      {
        caseId: applicationId,
        edition: 1,
        order: 1,
        spkiSha256: applicant.keys[0]?.spkiSha256,
      },
    ]);
    expect(submission.contact.mail).toContain('@');
    expect(bench.office.lifecycle.nudges).toEqual([
      { applicationId, inputId: applicationId, kind: 'application' },
    ]);
  });

  it('keeps the evidence octet for octet, and records about a person with a salt', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const evidence = await bench.evidenceFor(prepared.applicationId);
    expect(Object.keys(evidence).toSorted()).toEqual([
      'contactRecord',
      'deviceEvidence',
      'explanationRecord',
      'jpkiCertificate',
      'proofOfPossession',
      'signatureContainer',
      'signedText',
    ]);
    expect(evidence['signedText']?.toString('utf8')).toBe(prepared.handedOut.text);
    expect(evidence['signatureContainer']?.toString('base64')).toBe(
      prepared.submission.signatureContainer,
    );
    expect(evidence['jpkiCertificate']).toEqual(bench.card.certificate);
    const records = ['contactRecord', 'deviceEvidence', 'explanationRecord', 'proofOfPossession'];
    for (const kind of records) {
      expect(JSON.parse(String(evidence[kind]))).toMatchObject({
        v: 1,
        salt: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
    expect(JSON.parse(String(evidence['explanationRecord']))).toMatchObject({
      application: prepared.applicationId,
      explanationVersion: '2026-10-01',
      means: 'screen',
      textSha256: prepared.handedOut.textSha256,
    });
  });

  it('commits to the name in the entry, and keeps the opening under the key of the chain', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const row = await bench.caseOf(prepared.applicationId);
    const entry = (await bench.entriesOf(prepared.applicationId)).at(-1);
    if (entry?.event !== 'application.received' || !row) throw new Error('no receipt');
    expect(entry.data.chain).toBe(row.chainId);
    expect(entry.input).toBe(prepared.applicationId);
    const [opening] = await bench.office.db
      .select()
      .from(openings)
      .where(eq(openings.entryId, entry.id));
    if (!opening) throw new Error('no opening');
    expect(opening).toMatchObject({
      field: 'data.nameCommitment',
      kind: 'name',
      keyId: row.chainId,
    });
    const key = bench.office.evidence.chainKeys(row.chainId).chain;
    const opened = JSON.parse(unseal(key, opening.sealed).toString('utf8'));
    expect(opened).toMatchObject({ entry: entry.id, value: CANARY });
    expect(opens(entry.data.nameCommitment, opened)).toBe(true);
    expect(unseal(key, row.nameSealed).toString('utf8')).toBe(CANARY);
  });

  it('knows a person, a device and a contact again by keyed hashes alone', async () => {
    const applicant = await createApplicant();
    const [first, second] = await Promise.all([
      bench.prepare({ applicant }),
      bench.prepare({ applicant: { ...(await createApplicant()), contact: applicant.contact } }),
    ]);
    await bench.put(first);
    await bench.put(second);
    const [one, two] = [
      await bench.misuseRowOf(first.applicationId),
      await bench.misuseRowOf(second.applicationId),
    ];
    expect(one?.person).toBe(two?.person);
    expect(one?.contact).toBe(two?.contact);
    expect(one?.device).not.toBe(two?.device);
    const other = await bench.prepare({ card: await bench.jlis.issueCard(createPerson()) });
    await bench.put(other);
    expect((await bench.misuseRowOf(other.applicationId))?.person).not.toBe(one?.person);
  });

  it('takes two orders with two keys, a key for each', async () => {
    const applicant = await createApplicant({ orders: 2 });
    const orders = [
      { certificateType: 'basic', validityMonths: 24 },
      { certificateType: 'attribute', validityMonths: 24 },
    ] as const;
    const prepared = await bench.prepare({ applicant, text: { orders } });
    expect((await bench.put(prepared)).status).toBe(201);
    const keys = await bench.office.db
      .select()
      .from(applicantKeys)
      .where(eq(applicantKeys.caseId, prepared.applicationId));
    expect(keys.map(({ order }) => order).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('takes a proof that comes as PKCS#10, and not one made for something else', async () => {
    const prepared = await bench.prepare();
    const { applicationId, applicant, handedOut } = prepared;
    const [key] = applicant.keys;
    if (!key) throw new Error('no key');
    const csrFor = (orderNumber: number) => {
      const proof = proofOfPossessionOctets({
        applicationId,
        orderNumber,
        nonce: handedOut.nonce,
        textSha256: handedOut.textSha256,
        spkiSha256: key.spkiSha256,
      });
      const password = createHash('sha256').update(proof).digest('base64url');
      const publicKey = createPublicKey(key.privateKey);
      const challengePassword = utf8String(password);
      return csrDer({ key: { publicKey, privateKey: key.privateKey }, challengePassword });
    };
    const sending = (csr: Buffer) => {
      const proofsOfPossession = [{ order: 1, csr: csr.toString('base64') }];
      return bench.put(prepared, { body: { ...prepared.submission, proofsOfPossession } });
    };
    expect((await sending(csrFor(2))).problem).toBe('proof-of-possession-invalid');
    expect((await sending(csrFor(1))).status).toBe(201);
  });

  it.each(['pdf', 'xml'] as const)(
    'takes a signature in %s, and keeps it apart from its text',
    async (container) => {
      const prepared = await bench.prepare({ signing: { container } });
      const { applicationId, submission, handedOut } = prepared;
      expect((await bench.put(prepared)).status).toBe(201);
      expect((await bench.put(prepared)).status).toBe(200);
      const octets = Buffer.from(submission.signatureContainer, 'base64');
      const evidence = await bench.evidenceFor(applicationId);
      expect(evidence['signatureContainer']).toEqual(octets);
      expect(evidence['signedText']?.toString()).toBe(handedOut.text);
      const [input] = await bench.office.db
        .select()
        .from(caseInputs)
        .where(eq(caseInputs.id, applicationId));
      const covered = readSignatureContainer(octets).coveredOctets;
      expect(input?.signedContentSha256).toBe(covered && sha256(covered));
      expect(input?.signedContentSha256).not.toBe(handedOut.textSha256);
    },
  );

  it('takes a detached container with the text beside it, and not without', async () => {
    const prepared = await bench.prepare({ signing: { detached: true } });
    const refused = await bench.put(prepared);
    expect(refused.problem).toBe('malformed-signature-container');
    expect(refused.json).toMatchObject({ reason: 'textMissing' });
    const submission = { ...prepared.submission, signedText: prepared.handedOut.text };
    expect((await bench.put({ ...prepared, submission })).status).toBe(201);
  });

  it('takes an application whose key comes later, by the code', async () => {
    const prepared = await bench.prepare({ service: 'by-code', text: { keyDelivery: 'code' } });
    expect((await bench.put(prepared)).status).toBe(201);
    expect((await bench.caseOf(prepared.applicationId))?.keyDelivery).toBe('code');
  });
});
