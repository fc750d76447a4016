import { ApplicantKey, uuidV7, type PortalClient } from '../portal-client.ts';
import type { ApplicationStatus } from '../answers.ts';
import type { SandboxCard } from '../sandbox.ts';

/** What the portal keeps of an applicant. */
export interface Dossier {
  readonly applicationId: string;
  readonly card: SandboxCard;
  readonly key: ApplicantKey;
}

/** Where an application ended for now, as the portal shows it to its applicant. */
export interface Shown {
  readonly status: ApplicationStatus;
  /** PEM, once it is issued. */
  readonly certificate?: string;
}

const SETTLED = ['issued', 'returned', 'review', 'waiting', 'rejected', 'withdrawn', 'lapsed'];
const PATIENCE = { timeoutMs: 120_000, pollMs: 250 };

/** A portal in less than a hundred lines: applicants of the sandbox, each with a card and a new key. */
export class SamplePortal {
  readonly #portal: PortalClient;
  readonly #service: string;

  constructor(portal: PortalClient, service: string) {
    this.#portal = portal;
    this.#service = service;
  }

  /** Somebody comes with a card, and applies under the name that they write. */
  async apply(persona: string): Promise<Dossier> {
    const card = await this.#portal.sandbox.issueCard(persona);
    const dossier = { applicationId: uuidV7(), card, key: await ApplicantKey.make() };
    await this.#send(dossier, card.person.writtenName);
    return dossier;
  }

  /** The applicant mends what was returned (補正): the same application, its next edition, signed anew. */
  correct(dossier: Dossier, name: string): Promise<void> {
    return this.#send(dossier, name);
  }

  /** Waits until nothing more happens by itself, and fetches what there is. */
  async show({ applicationId }: Dossier): Promise<Shown> {
    const status = await this.#portal.waitFor(applicationId, SETTLED, PATIENCE);
    if (status.state !== 'issued') return { status };
    const pem = await this.#portal.certificate(applicationId, 1, 'chain');
    return { status, certificate: new TextDecoder().decode(pem) };
  }

  async #send({ applicationId, card, key }: Dossier, name: string): Promise<void> {
    const { version, sha256 } = await this.#portal.explanation();
    const shownAt = new Date().toISOString();
    const keys = [{ order: 1, spki: btoa(String.fromCharCode(...key.spki)) }];
    const substitutes = card.person.nameSubstitutes.includes('1') ? 'signedConsent' : 'none';
    const text = await this.#portal.applicationText({
      applicationId,
      service: this.#service,
      name,
      substitutes,
      keys,
      explanation: { version, sha256, shownAt, means: 'screen' },
    });
    await this.#portal.submit(applicationId, {
      signatureContainer: await card.sign(text.octets),
      proofsOfPossession: await this.#portal.proofs(text, [key]),
      device: {
        kind: 'recorded',
        id: `d-${applicationId}`,
        model: 'sample',
        keyStore: 'sample',
        appVersion: '1.0.0',
      },
      contact: {
        mail: `${applicationId}@mail.example`,
        telephone: `+81 3 ${phone(applicationId)}`,
      },
    });
  }
}

/** Nobody else's: the office looks at applicants who share a telephone. */
const phone = (applicationId: string): string =>
  String(Number.parseInt(applicationId.slice(-8), 16) % 100_000_000).padStart(8, '0');
