import { randomBytes } from 'node:crypto';
import type { EvidenceStore } from '../adapters/evidence-store/evidence-store.ts';
import type { Mailer } from '../adapters/mail/mailer.ts';
import { step } from '../adapters/telemetry/steps.ts';
import type { Carried } from '../db/dispatch/due-dispatches.ts';
import { findMailCase, noteMailSent, type MailCase } from '../db/dispatch/mail-case.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { findTemplate } from '../domain/dispatch/templates/all-templates.ts';
import { fillIn, lettersOf, type Notice } from '../domain/dispatch/templates/template.ts';
import type { Channel, Sending } from './carry-dispatch.ts';

/** What mails are sent with. */
export interface MailOptions {
  readonly db: OfficeDatabase;
  /** As the office reads it: the address of the applicant lies nowhere else. */
  readonly evidence: Pick<EvidenceStore, 'get' | 'put'>;
  readonly mailer: Mailer;
}

/** A mail that is ready, or why there is none. */
type Ready = { readonly to: string; readonly notice: Notice } | Exclude<Sending, string>;

const parked = (failure: string): Exclude<Sending, string> => ({ failure, isFinal: true });

/**
 * Mails notices to applicants. Address and letters are read at the last moment and forgotten at once; neither the queue nor the
 * table of dispatches ever has them.
 *
 * A crash after the server took the mail leaves it due, and it is sent once more with the same Message-ID; after the
 * transaction, nothing undone. The notice is kept before it is sent, so `notice.sent` never names what is not there.
 */
export function mailChannel({ db, evidence, mailer }: MailOptions): Channel {
  return async (dispatch, now) => {
    const mailCase = dispatch.caseId === null ? undefined : await findMailCase(db, dispatch.caseId);
    if (!mailCase) return parked('caseUnknown');
    const ready = prepare(dispatch, mailCase, evidence);
    if (!('notice' in ready)) return ready;
    const { subject, text } = ready.notice;
    const octets = Buffer.from(`${subject}\n\n${text}`);
    const [kept] = await evidence.put(mailCase, [
      { kind: 'notice' as const, ring: 'chain', octets },
    ]);
    const outcome = await mailer.send({ id: dispatch.id, to: ready.to, subject, text });
    if (!outcome.isHandedOver) return outcome;
    step('dispatch.1-mail-handed-over');
    if (kept) await noteMailSent(db, { dispatch, mailCase, notice: kept, now });
    step('dispatch.2-notice-sent');
    return 'sent';
  };
}

function prepare(
  { template: name, values }: Carried,
  mailCase: MailCase,
  evidence: MailOptions['evidence'],
): Ready {
  const template = findTemplate(name);
  if (!template) return parked('templateUnknown');
  const { contactSha256, caseId } = mailCase;
  if (contactSha256 === null) return parked('noAddress');
  const hashes = lettersOf(template, values);
  try {
    const contact = evidence.get(mailCase, [contactSha256]).get(contactSha256);
    const to = addressIn(contact);
    if (to === undefined) return parked('noAddress');
    const found = hashes.length > 0 ? evidence.get(keeperOf(values, mailCase), hashes) : new Map();
    const letters = new Map(hashes.map((hash) => [hash, String(found.get(hash))]));
    const document = randomBytes(16).toString('hex');
    return { to, notice: fillIn(template, values, { document, applicationId: caseId, letters }) };
  } catch (error) {
    if (error instanceof RangeError) return parked('valueMissing');
    if (error instanceof SyntaxError) return parked('noAddress');
    const isGone = error instanceof Error && error.message.startsWith('EvidenceMissing');
    // A disk that is away for a while is no reason to give a mail up.
    return { failure: 'evidenceMissing', isFinal: isGone };
  }
}

/** Where the letter lies: with the request for revocation that it is about, else with the application. */
const keeperOf = (
  { lettersOf: caseId, lettersChain: chainId }: Carried['values'],
  mailCase: MailCase,
): { readonly caseId: string; readonly chainId: string } =>
  typeof caseId === 'string' && typeof chainId === 'string' ? { caseId, chainId } : mailCase;

/** One address and nothing that a mail server would read as more (RFC 5321 §4.1.2). */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;

function addressIn(contact: Buffer | undefined): string | undefined {
  const { mail } = JSON.parse(String(contact)) as { readonly mail?: unknown };
  return typeof mail === 'string' && ADDRESS.test(mail) ? mail : undefined;
}
