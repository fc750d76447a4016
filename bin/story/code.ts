import { createHash, KeyObject, sign } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { buildSignedData } from '../../adapters/jpki/build-signed-data.ts';
import type { RedemptionAnswer } from '../../portal-client/answers.ts';
import type { KeyDelivery, RedemptionBody } from '../../portal-client/redemption.ts';
import { redemptionOf } from '../../portal-client/redemption.ts';
import {
  ApplicantKey,
  base64Of,
  PortalClient,
  staticToken,
} from '../../portal-client/portal-client.ts';
import { apply } from '../../simulator/application.ts';
import { PORTAL } from '../demonstration/documents.ts';
import { noticesOf, recordsOf } from './case-records.ts';
import { codeOnPaper, confirmLetter, printCodeLetter } from './code-letter.ts';
import { otherCode, searchForCode } from './code-search.ts';
import { requireOwnKey, verifyPem } from './issued-certificate.ts';
import { BY_CODE, onStage, PATIENCE_MS, type StoryStage } from './story-instance.ts';

/** What the story ends with. */
export interface CodeStory {
  readonly story: 'code';
  readonly applicationId: string;
  /** State of the certificate. */
  readonly outcome: string;
  /** After one wrong code. */
  readonly attemptsLeft: number | undefined;
  /** The same redemption, sent again after the issue, got the same answer and the same certificate. */
  readonly sameAnswer: boolean;
  readonly placesSearched: number;
  /** With the code, or the key that is derived from it. */
  readonly placesWithCode: number;
  readonly placesWithSalt: number;
}

const WAIT = { timeoutMs: PATIENCE_MS, pollMs: 250 };
/** Where the applicant's device is. */
const APPLICANT_ADDRESS = '192.0.2.17';

/** What the applicant was told by mail. */
const TOLD = ['received', 'keyDelivery', 'codePosted', 'issued', 'accepted'];

/** What the portal was told of the code: what happens to it within the house is none of its steps. */
const EVENTS = ['generated', 'posted', 'delivered', 'redeemed'];

/** Somebody with an application, at a portal. */
interface Applicant {
  readonly portal: PortalClient;
  readonly applicationId: string;
}

/**
 * A key that comes after a code: application, letter, a wrong code and the right one, certificate, receipt. The code is in no file and no
 * table of the office, the room or the queues, neither while its letter lies there nor afterwards.
 */
export function playCode(): Promise<CodeStory> {
  return onStage(async (stage) => {
    const { instance } = stage;
    const applicant = await applyByCode(stage);
    const { applicationId } = applicant;
    const underWay = await printCodeLetter(instance);
    const code = codeOnPaper(underWay.lines);
    const { salt } = await applicant.portal.keyDelivery(applicationId);
    const looked = { code, salt, applicationId };
    const meanwhile = await searchForCode(instance, looked);
    await confirmLetter(underWay);
    const delivery = await liveDelivery(applicant);

    const key = await ApplicantKey.make();
    const wrong = await redemptionOf(delivery, otherCode(code), [key]);
    const failed = await redeem(applicant, delivery, wrong);
    require(failed.outcome === 'wrongCode', `a wrong code: ${failed.outcome ?? ''}`);
    const right = await redemptionOf(delivery, code, [key]);
    const redeemed = await redeem(applicant, delivery, right);
    require(redeemed.outcome === 'redeemed', `the right code: ${redeemed.outcome ?? ''}`);

    const certificate = await issued(applicant, key);
    const again = await redeem(applicant, delivery, right);
    const sameCertificate = Buffer.from(await applicant.portal.certificate(applicationId, 1));
    const records = await recordsOf(instance, applicationId);
    const sameAnswer =
      isDeepStrictEqual(again, redeemed) &&
      sameCertificate.equals(certificate) &&
      Object.values(records).every((count) => count === 1);
    const outcome = await accept(applicant, key, certificate);
    await requireTold(applicant, await noticesOf(instance, applicationId, TOLD.length));
    const search = await searchForCode(instance, looked);
    return {
      story: 'code',
      applicationId,
      outcome,
      attemptsLeft: failed.attemptsLeft,
      sameAnswer,
      placesSearched: search.placesSearched,
      placesWithCode: meanwhile.placesWithCode + search.placesWithCode,
      placesWithSalt: search.placesWithSalt,
    };
  });
}

/** Applicant and portal heard of each step, in order. @throws if not */
async function requireTold({ portal, applicationId }: Applicant, mails: readonly string[]) {
  require(mails.join() === TOLD.join(), `told by mail: ${mails.join(', ')}`);
  const { events } = await portal.eventsAfter();
  const own = events.filter((event) => event.applicationId === applicationId);
  const ofCode = own.map(({ kind }) => kind).filter((kind) => kind.startsWith('code.'));
  const expected = EVENTS.map((state) => `code.${state}`);
  require(ofCode.join() === expected.join(), `events of the code: ${ofCode.join(', ')}`);
  console.error(`${mails.length} mails, ${own.length} events`);
}

function require(is: boolean, what: string): void {
  if (!is) throw new Error(what);
}

/** Applies without a key, and waits until the case is approved and a code is to be sent. */
async function applyByCode({ instance, portal: sender, sandbox }: StoryStage): Promise<Applicant> {
  const card = await sandbox.issueCard('ordinary');
  const text = { keyDelivery: 'code' } as const;
  const { applicationId } = await apply({ portal: sender, card, service: BY_CODE, text });
  const portal = new PortalClient({
    baseUrl: instance.addresses.portal,
    authentication: staticToken(PORTAL.token),
    portalId: PORTAL.id,
  });
  const { told } = await portal.waitFor(applicationId, ['keyDelivery'], WAIT);
  console.error(`${applicationId}: ${told.ja}`);
  return { portal, applicationId };
}

/** Waits until the confirmations of the letter are applied. */
async function liveDelivery({ portal, applicationId }: Applicant): Promise<KeyDelivery> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const delivery = await portal.keyDelivery(applicationId);
    if (delivery.state === 'delivered') return delivery;
    await new Promise((resolve) => {
      setTimeout(resolve, WAIT.pollMs);
    });
  }
  throw new Error('the letter is not delivered');
}

/** Sends one redemption until the room has answered: the same body is the same attempt. */
async function redeem(
  { portal, applicationId }: Applicant,
  { codeNumber }: KeyDelivery,
  body: RedemptionBody,
): Promise<RedemptionAnswer> {
  const end = Date.now() + PATIENCE_MS;
  const sent = { ...body, endUserAddress: APPLICANT_ADDRESS };
  while (Date.now() < end) {
    const answer = await portal.sendRedemption(applicationId, codeNumber, sent);
    if (answer.outcome) {
      console.error(`redemption: ${answer.outcome}: ${answer.told?.ja ?? ''}`);
      return answer;
    }
  }
  throw new Error('the room does not answer the redemption');
}

/** The certificate, in DER: for this key, and valid to OpenSSL. */
async function issued({ portal, applicationId }: Applicant, key: ApplicantKey): Promise<Buffer> {
  await portal.waitFor(applicationId, ['issued'], WAIT);
  const read = async (form: 'cer' | 'pem' | 'chain') =>
    Buffer.from(await portal.certificate(applicationId, 1, form));
  await verifyPem((await read('pem')).toString(), (await read('chain')).toString());
  const certificate = await read('cer');
  requireOwnKey(certificate, key.spki);
  return certificate;
}

/** Signs the receipt with the key of the new certificate. @returns the state of the certificate after it */
async function accept(
  { portal, applicationId }: Applicant,
  key: ApplicantKey,
  certificate: Buffer,
): Promise<string> {
  const text = await portal.receiptText({ applicationId, method: 'receivedCertificate' });
  const sha256 = createHash('sha256').update(certificate).digest('hex');
  const named = text.read.certificates.map((each) => each.sha256);
  require(named.join() === sha256, 'the receipt is of other certificates');
  const container = buildSignedData({
    content: Buffer.from(text.octets),
    certificate,
    digest: 'sha256',
    sign: (octets) => sign('sha256', octets, KeyObject.from(key.privateKey)),
  });
  await portal.acceptCertificates(applicationId, base64Of(container));
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const { told, certificates } = await portal.status(applicationId);
    const state = certificates[0]?.state ?? '';
    if (state === 'accepted' || Date.now() >= end) {
      console.error(`certificate ${state}: ${told.ja}`);
      require(state === 'accepted', `the certificate is ${state}`);
      return state;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, WAIT.pollMs);
    });
  }
}
