import { ApplicantKey, uuidV7, type PortalClient } from '../portal-client.ts';
import type { Answer, ApplicationStatus } from '../answers.ts';
import type { SandboxCard } from '../sandbox.ts';

/** What the portal keeps of an applicant. */
export interface Dossier {
  readonly applicationId: string;
  readonly card: SandboxCard;
  readonly key: ApplicantKey;
}

const SETTLED = ['issued', 'returned', 'review', 'waiting', 'rejected', 'withdrawn', 'lapsed'];
const PATIENCE_MS = 120_000;

/** A portal in a hundred lines: applicants of the sandbox, each with a card and a new key. */
export class SamplePortal {
  readonly #portal: PortalClient;
  readonly #service: string;
  /** What events told, and the place of the last one: a portal keeps both in its database. */
  readonly #states = new Map<string, string>();
  #next: string | undefined;

  constructor(portal: PortalClient, service: string) {
    this.#portal = portal;
    this.#service = service;
  }

  /** Somebody comes with a card, and applies under the name that they write. */
  async apply(persona: string): Promise<Dossier> {
    const card = await this.#portal.sandbox.issueCard(persona);
    const dossier = { applicationId: uuidV7(), card, key: await ApplicantKey.make() };
    await this.send(dossier, card.person.writtenName);
    return dossier;
  }

  /** Follows events until nothing more happens by itself, and asks what the applicant is told then. */
  async settled({ applicationId }: Dossier): Promise<ApplicationStatus> {
    const following = { signal: AbortSignal.timeout(PATIENCE_MS), pollMs: 250 };
    const isSettled = () => SETTLED.includes(this.#states.get(applicationId) ?? '');
    for await (const event of this.#portal.events(this.#next, following)) {
      this.#next = event.next;
      const [of = '', state = ''] = event.kind.split('.');
      if (of === 'application') this.#states.set(event.applicationId, state);
      if (isSettled()) break;
    }
    if (!isSettled()) throw new Error(`${applicationId} did not come to rest`);
    return this.#portal.status(applicationId);
  }

  /** The subscriber looked at the certificate, and accepts it (受領書). */
  async accept({ applicationId, card }: Dossier): Promise<ApplicationStatus> {
    const text = await this.#portal.receiptText({ applicationId, method: 'jpki' });
    return this.#portal.acceptCertificates(applicationId, await card.sign(text.octets));
  }

  /** The applicant takes the application back (取下書). */
  async withdraw({ applicationId, card }: Dossier): Promise<ApplicationStatus> {
    const text = await this.#portal.withdrawalText({ applicationId, method: 'jpki' });
    this.#states.delete(applicationId);
    return this.#portal.withdraw(applicationId, await card.sign(text.octets));
  }

  /** The subscriber needs the certificates no more (失効請求書). */
  async revoke({ card }: Dossier, { certificates }: ApplicationStatus): Promise<Answer> {
    const text = await this.#portal.revocationText({
      requestId: uuidV7(),
      method: 'jpki',
      requesterName: card.person.name,
      certificates: certificates.map(({ issuerKeyId, serialNumber, sha256 }) => {
        return { issuerKeyId, serialNumber, sha256 };
      }),
      reason: 'cessationOfOperation',
    });
    return this.#portal.requestRevocation(text.read.requestId, await card.sign(text.octets));
  }

  /** Applies, or mends what was returned (補正): the same application, its next edition, signed anew. */
  async send({ applicationId, card, key }: Dossier, name: string): Promise<void> {
    const { version, sha256 } = await this.#portal.explanation();
    const text = await this.#portal.applicationText({
      applicationId,
      service: this.#service,
      name,
      substitutes: card.person.nameSubstitutes.includes('1') ? 'signedConsent' : 'none',
      keys: [{ order: 1, spki: btoa(String.fromCharCode(...key.spki)) }],
      explanation: { version, sha256, shownAt: new Date().toISOString(), means: 'screen' },
    });
    const model = { model: 'sample', keyStore: 'sample', appVersion: '1.0.0' };
    // Nobody else's: the office looks at applicants who share a telephone.
    const telephone = `+81 3 ${Number.parseInt(applicationId.slice(-6), 16)}`;
    this.#states.delete(applicationId);
    await this.#portal.submit(applicationId, {
      signatureContainer: await card.sign(text.octets),
      proofsOfPossession: await this.#portal.proofs(text, [key]),
      device: { kind: 'recorded', id: `d-${applicationId}`, ...model },
      contact: { mail: `${applicationId}@mail.example`, telephone },
    });
  }
}
