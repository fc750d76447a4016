import { step } from '../../../adapters/telemetry/steps.ts';
import { DomainError } from '../../../domain/errors.ts';
import { newEntryId } from '../../book/entry-id.ts';
import type { RoomEntry } from '../../book/room-book.ts';
import { SYSTEM, type AnswerRoom } from './answer-room.ts';
import { requestFor } from '../../../adapters/jlis/cert-id.ts';
import { leavesSha256, signAnswers, type SignedAnswer, type SignedBatch } from './sign-answers.ts';

/** Certificates whose answers are made anew. */
export interface AnswerOrder {
  readonly issuerKeyId: string;
  /** 40 hexadecimal digits each. */
  readonly serials: readonly string[];
}

/** In a batch up to so many each answer is asked for over HTTP; of a larger one as many, by lot. */
const READ_BACK = 16;

/**
 * Signs the answers of certificates as the room knows them now, records them, puts them into files and reads them back over
 * HTTP (RFC 6960; RFC 5019: signed ahead, nothing at a stranger's demand). Of a serial number without a certificate there is
 * no answer. What is asked for at once is done in turn, so that an older answer never takes the place of a newer one.
 *
 * May be repeated: the answers are signed again. A crash leaves files that are older or newer than what is known to be
 * published, each whole; `refreshAnswers` makes them anew.
 *
 * @returns the batch that they are in.
 * @throws DomainError `RepositoryUnavailable`, `HsmUnavailable`; `StatusDiverged` if something else is served;
 * `CertificateNotFound` if there is nothing to say of any of them.
 */
export async function publishAnswers(
  room: AnswerRoom,
  order: AnswerOrder,
): Promise<{ readonly batch: string }> {
  const published = await publishSayable(room, order);
  if (published) return published;
  throw new DomainError('CertificateNotFound', `no answers for ${order.issuerKeyId}`);
}

/** As {@link publishAnswers}, for whoever does not know whether there is anything to say: undefined if there is not. */
export async function publishSayable(
  room: AnswerRoom,
  order: AnswerOrder,
): Promise<{ readonly batch: string } | undefined> {
  const { signing, writing } = room.turns.of(order.issuerKeyId);
  // The turn of writing is taken before that of signing ends, so both are in one order.
  const { published } = await signing.run(async () => {
    const signed = await signAnswers(room, order);
    return { published: signed && writing.run(() => publishBatch(room, signed)) };
  });
  return published;
}

async function publishBatch(
  room: AnswerRoom,
  signed: SignedBatch,
): Promise<{ readonly batch: string }> {
  const { batch, issuer, answers, leaves, frame } = signed;
  const { issuerKeyId } = issuer;
  await room.book.write({
    entries: [signedEntry(room, signed)],
    keys: {
      answered: {
        batch,
        issuerKeyId,
        root: signed.root,
        thisUpdate: frame.thisUpdate,
        answers: answers.map(({ answer: { serialNumber, revoked } }) => ({
          serialNumber,
          status: revoked ? ('revoked' as const) : ('good' as const),
        })),
      },
    },
  });
  step('answers.1-signed');
  // A crash from here on leaves a batch that is not known to be published: its answers are made anew.
  await room.files.write({
    issuerKeyId,
    batch,
    leaves,
    answers: answers.map(({ answer: { serialNumber }, octets }) => ({ serialNumber, octets })),
  });
  step('answers.2-written');
  await readBack(room, signed);
  await room.book.write({
    entries: [publishedEntry(room, signed)],
    keys: { batchPublished: { batch, at: room.now() } },
  });
  step('answers.3-published');
  return { batch };
}

/** Some of a batch, by lot: whoever serves it does not know which. */
function sampleOf(answers: readonly SignedAnswer[]): readonly SignedAnswer[] {
  if (answers.length <= READ_BACK) return answers;
  const from = Math.floor(Math.random() * answers.length);
  const every = Math.floor(answers.length / READ_BACK);
  return Array.from(
    { length: READ_BACK },
    (_, n) => answers[(from + n * every) % answers.length],
  ).filter((answer) => answer !== undefined);
}

async function readBack(room: AnswerRoom, signed: SignedBatch): Promise<void> {
  const { issuer, answers } = signed;
  await Promise.all(
    sampleOf(answers).map(async ({ answer: { serialNumber }, octets }) => {
      const served = await room.files.ask(requestFor(issuer.certificate, serialNumber));
      if (served.equals(octets)) return;
      throw new DomainError('StatusDiverged', `another answer is served for ${serialNumber}`);
    }),
  );
}

const entryBy = ({ now }: AnswerRoom) => ({
  id: newEntryId(),
  items: ['2ニ'],
  at: now().toISOString(),
  actor: SYSTEM,
});

function signedEntry(room: AnswerRoom, signed: SignedBatch): RoomEntry {
  const { answers, frame } = signed;
  const revoked = answers.filter(({ answer }) => answer.revoked !== undefined).length;
  return {
    ...entryBy(room),
    event: 'ocsp.batchSigned',
    evidence: [{ kind: 'ocspBatch', sha256: leavesSha256(signed), size: signed.leaves.length }],
    data: {
      issuerKeyId: signed.issuer.issuerKeyId,
      responderSha256: signed.responder.certificateSha256,
      batch: signed.batch,
      answers: answers.length,
      good: answers.length - revoked,
      revoked,
      root: signed.root,
      thisUpdate: frame.thisUpdate.toISOString(),
      nextUpdate: frame.nextUpdate.toISOString(),
    },
  } as RoomEntry;
}

const publishedEntry = (room: AnswerRoom, { batch, root }: SignedBatch): RoomEntry =>
  ({
    ...entryBy(room),
    event: 'ocsp.batchPublished',
    data: { batch, root, readBackAt: room.now().toISOString() },
  }) as RoomEntry;
