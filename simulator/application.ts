import { createApplicant } from './applicant.ts';
import type { Applicant } from './applicant.ts';
import type { SignOptions } from './card.ts';
import type { Person } from './person.ts';
import type {
  ApplicationStatus,
  PortalClient,
  Submission,
  TextRequest,
  HandedOutText,
} from './portal-client.ts';
import { uuidV7 } from './uuid.ts';

/** What is needed of a card, in this process or elsewhere. */
export interface SigningCard {
  readonly person: Person;
  sign(text: Uint8Array, options?: SignOptions): Buffer | Promise<Buffer>;
}

/** Who applies, with what card, for what. */
export interface ApplicationOptions {
  readonly portal: PortalClient;
  readonly card: SigningCard;
  /** 認証業務 applied to. */
  readonly service: string;
  /** Made for this application if left out. */
  readonly applicant?: Applicant;
  readonly applicationId?: string;
  /** Fields of the text request that differ from an ordinary one. */
  readonly text?: Partial<TextRequest>;
  readonly signing?: SignOptions;
}

/** An application signed and ready to send, so that it can be sent twice or altered before. */
export interface PreparedApplication {
  readonly applicationId: string;
  readonly applicant: Applicant;
  readonly handedOut: HandedOutText;
  readonly submission: Submission;
}

/**
 * Does the portal's part up to sending: keys, text, proofs of possession, signature of the card.
 * The name is the one the person writes; flags of substitute characters bring the consent with them.
 */
export async function prepareApplication(
  options: ApplicationOptions,
): Promise<PreparedApplication> {
  const { portal, card, service, text = {}, signing = {} } = options;
  const applicant = options.applicant ?? (await createApplicant());
  const applicationId = options.applicationId ?? uuidV7();
  const isSimultaneous = (text.keyDelivery ?? 'simultaneous') === 'simultaneous';
  const keys = applicant.keys.map((key, index) => ({
    order: index + 1,
    spki: key.spki.toString('base64'),
  }));
  const handedOut = await portal.requestText({
    applicationId,
    service,
    name: card.person.writtenName,
    substitutes: card.person.nameSubstitutes.includes('1') ? 'signedConsent' : 'none',
    ...(isSimultaneous ? { keys } : {}),
    ...text,
  });

  const { nonce, textSha256 } = handedOut;
  const proofs = applicant.keys.map((key, index) =>
    key.prove({ applicationId, order: index + 1, nonce, textSha256 }),
  );
  const container = await card.sign(Buffer.from(handedOut.text, 'utf8'), signing);
  const submission = {
    signatureContainer: container.toString('base64'),
    ...(isSimultaneous ? { proofsOfPossession: proofs } : {}),
    device: applicant.device,
    contact: applicant.contact,
  };
  return { applicationId, applicant, handedOut, submission };
}

/** Applies for a certificate with the card, and returns how the application was received. */
export async function apply(
  options: ApplicationOptions,
): Promise<PreparedApplication & { readonly status: ApplicationStatus }> {
  const prepared = await prepareApplication(options);
  const status = await options.portal.submit(prepared.applicationId, prepared.submission);
  return { ...prepared, status };
}
