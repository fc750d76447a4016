import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { buildOcspRequest, judgeOcspAnswer } from '../../adapters/jlis/ocsp.ts';
import { readSignedData } from '../../adapters/jpki/signed-data.ts';
import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { writeEntry, type NewEntry } from '../../db/books/write-entry.ts';
import {
  evidenceOf,
  findCase,
  listEvidence,
  newestJlisQuery,
  type CaseRow,
} from '../../db/decision/case-rows.ts';
import { jlisQueries } from '../../db/schema/decision.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { commit, drawR, openingOctets } from '../../books/commitment.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { seal } from '../../adapters/evidence-store/chain-keys.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** Accepted difference between J-LIS' clock and ours, in seconds. */
export const JLIS_CLOCK_SKEW_SECONDS = 300;

interface Question {
  readonly certificate: X509Certificate;
  readonly issuer: X509Certificate;
}

/** The certificate in the container and its issuer, if J-LIS can be asked about it at all. */
function questionFrom(
  container: Buffer,
  anchors: readonly X509Certificate[],
): Question | undefined {
  try {
    const { signer } = readSignedData(container);
    const issuer = signer && findIssuer(signer, anchors);
    return issuer ? { certificate: signer, issuer } : undefined;
  } catch {
    // An unreadable certificate is a fact of its own; there is nothing to ask J-LIS.
    return undefined;
  }
}

/**
 * Asks J-LIS once for the status of the certificate that signed (JPKI法18条1項, 19条1項).
 *
 * The question is in the book before it is sent; the answer is kept byte for byte before it is judged.
 * No answer is recorded as `none`: it never approves, and the workflow asks again. Safe to run again: a
 * question without an answer stays as it is and a new one is asked.
 */
export async function askJlisOnce(deps: OfficeDependencies, applicationId: string): Promise<void> {
  const { db, evidence, now } = deps;
  const row = await findCase(db, applicationId);
  const at = { caseId: row.id, chainId: row.chainId };
  const [container] = await evidenceOf(db, row, ['signatureContainer']);
  const octets = container && evidence.get(at, [container.sha256]).get(container.sha256);
  const question = octets && questionFrom(octets, deps.anchors);
  if (!question) return;

  const request = buildOcspRequest({ ...question, nonce: randomBytes(32) });
  const asked = await recordQuestion(deps, row, { ...question, request });
  step('case.2-jlis-asked');
  const reply = await deps.askJlis(request);
  const receivedAt = now();
  if ('none' in reply) {
    await recordAnswer(deps, row, { ...asked, receivedAt, result: 'none' });
    return;
  }
  const { jlisAnswer, thisUpdate, producedAt } = judgeOcspAnswer({
    request,
    answer: reply.answer,
    ...question,
    receivedAt,
    maxSkewSeconds: JLIS_CLOCK_SKEW_SECONDS,
  });
  await recordAnswer(deps, row, {
    ...asked,
    receivedAt,
    result: jlisAnswer,
    answer: reply.answer,
    times: {
      ...(thisUpdate ? { thisUpdate: thisUpdate.toISOString() } : {}),
      ...(producedAt ? { producedAt: producedAt.toISOString() } : {}),
    },
  });
  step('case.3-jlis-answered');
}

interface Asked {
  readonly queryId: string;
  readonly attempt: number;
  readonly requestSha256: string;
}

const PURPOSE = 'signatureVerification';

async function recordQuestion(
  { db, evidence, now, build }: OfficeDependencies,
  row: CaseRow,
  { certificate, request }: Question & { readonly request: Buffer },
): Promise<Asked> {
  const [reference] = await evidence.put({ caseId: row.id, chainId: row.chainId }, [
    { kind: 'jlisRequest', ring: 'jlis', octets: request },
  ]);
  const committed = { kind: 'jpkiSerial', r: drawR(), value: certificate.serialNumber } as const;
  const previous = await newestJlisQuery(db, row);
  const attempt = (previous?.attempt ?? 0) + 1;
  const queryId = uuidV7();
  const requestSha256 = sha256Hex(request);
  await db.transaction(async (tx) => {
    await tx.insert(jlisQueries).values({
      id: queryId,
      caseId: row.id,
      edition: row.edition,
      attempt,
      purpose: PURPOSE,
      method: 'ocsp',
      askedAt: now(),
      requestSha256,
    });
    await listEvidence(tx, row, { references: reference ? [reference] : [], at: now() });
    const entryId = uuidV7();
    const entry: NewEntry = {
      id: entryId,
      event: 'jlis.asked',
      items: ['1ハ'],
      at: now().toISOString(),
      case: row.id,
      actor: OFFICE_WORKER,
      evidence: reference ? [reference] : [],
      data: {
        purpose: PURPOSE,
        method: 'ocsp',
        requestSha256,
        certificateCommitment: commit(committed),
        attempt,
      },
      ...runOf(build),
    };
    const field = 'data.certificateCommitment';
    const opening = openingOctets({ ...committed, entry: entryId, field });
    const sealed = seal(evidence.chainKeys(row.chainId).jlis, opening);
    await writeEntry(tx, entry, [{ field, kind: 'jpkiSerial', keyId: row.chainId, sealed }]);
  });
  return { queryId, attempt, requestSha256 };
}

async function recordAnswer(
  { db, evidence, build }: OfficeDependencies,
  row: CaseRow,
  answered: Asked & {
    readonly receivedAt: Date;
    readonly result: string;
    readonly answer?: Buffer;
    readonly times?: { thisUpdate?: string; producedAt?: string };
  },
): Promise<void> {
  const { receivedAt, result, answer, times = {} } = answered;
  const at = { caseId: row.id, chainId: row.chainId };
  const kept = answer
    ? await evidence.put(at, [{ kind: 'jlisAnswer', ring: 'jlis', octets: answer }])
    : [];
  await db.transaction(async (tx) => {
    await tx
      .update(jlisQueries)
      .set({ answeredAt: receivedAt, result, answerSha256: kept[0]?.sha256 ?? null })
      .where(and(eq(jlisQueries.id, answered.queryId)));
    if (!kept[0]) return;
    await listEvidence(tx, row, { references: kept, at: receivedAt });
    await writeEntry(tx, {
      event: 'jlis.answered',
      items: ['1ハ'],
      at: receivedAt.toISOString(),
      case: row.id,
      actor: { kind: 'jlis', id: 'jlis' },
      evidence: kept,
      data: {
        purpose: PURPOSE,
        method: 'ocsp',
        requestSha256: answered.requestSha256,
        result,
        ...times,
        attempt: answered.attempt,
      },
      ...runOf(build),
    });
  });
}
