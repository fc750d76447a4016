import type pg from 'pg';
import type { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import type {
  AccreditationsDocument,
  CertificateService,
  ExplanationVersion,
} from '../../domain/governance/certificate-service.ts';
import type { RegisteredOfficer } from '../../domain/governance/officer-register.ts';
import type { CertificateProfiles } from '../../domain/issuance/certificate-profiles.ts';
import { finishesIntents, type IssuerKeyState } from '../../domain/issuance/issuer-key-states.ts';
import { issuingEnd } from '../../domain/issuance/issuing-end.ts';
import { readCertificateProfiles } from '../../domain/issuance/read-certificate-profiles.ts';
import type { IssuerKey, RoomRegisters } from '../room.ts';
import { openIssuerKey } from './issuer-key.ts';
import { readOfficersDocument } from './officers-document.ts';
import { readPrintVendor, VENDOR_DOCUMENT, type PrintVendor } from './print-vendor.ts';

interface AcceptedDocument {
  readonly type: string;
  readonly sha256: string;
  readonly content: Buffer;
  readonly from: Date;
  readonly until: Date | null;
}

interface IssuerKeyRow {
  readonly issuerKeyId: string;
  readonly hsmLabel: string;
  readonly state: IssuerKeyState;
  readonly caCertificate: Buffer;
  readonly services: readonly string[];
  /** From then on it issues nothing, whatever its state. */
  readonly issuesUntil: number;
}

interface Contents {
  readonly services: ReadonlyMap<string, CertificateService>;
  readonly explanations: readonly ExplanationVersion[];
  readonly ruleSets: ReadonlySet<string>;
  readonly profiles: ReadonlyMap<string, { profile: CertificateProfiles; sha256: string }>;
  /** Document of officers in force. */
  readonly officers: Buffer | undefined;
  readonly printVendor: PrintVendor | undefined;
  readonly switchesOff: ReadonlySet<string>;
  readonly keys: readonly IssuerKeyRow[];
}

/** How long a look at the registers serves: a stop switch works within it. */
const LOOK_SERVES_MS = 2_000;

/**
 * What the room has accepted under dual control, read from its own database and read again every two
 * seconds, so that a stop switch thrown in the room stops the next signature but one batch.
 */
export class DatabaseRegisters implements RoomRegisters {
  readonly anchors: readonly X509Certificate[];
  readonly #pool: pg.Pool;
  readonly #token: HsmToken;
  readonly #now: () => Date;
  readonly #opened = new Map<string, IssuerKey>();
  #contents: Contents;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    options: {
      readonly pool: pg.Pool;
      readonly token: HsmToken;
      readonly anchors: readonly X509Certificate[];
      readonly now: () => Date;
    },
    contents: Contents,
  ) {
    this.#pool = options.pool;
    this.#token = options.token;
    this.#now = options.now;
    this.anchors = options.anchors;
    this.#contents = contents;
    this.#timer = setInterval(() => void this.#look(), LOOK_SERVES_MS);
    this.#timer.unref();
  }

  /** Reads the registers. @throws Error if the database cannot be read */
  static async open(options: {
    readonly pool: pg.Pool;
    readonly token: HsmToken;
    readonly anchors: readonly X509Certificate[];
    readonly now: () => Date;
  }): Promise<DatabaseRegisters> {
    return new DatabaseRegisters(options, await readContents(options.pool));
  }

  async #look(): Promise<void> {
    // The database is away: the next act fails by itself, and the look is repeated.
    await this.look().catch(() => undefined);
  }

  /** Reads the registers now. @throws Error if the database cannot be read */
  async look(): Promise<void> {
    this.#contents = await readContents(this.#pool);
  }

  service(id: string): CertificateService | undefined {
    return this.#contents.services.get(id);
  }

  explanations(): readonly ExplanationVersion[] {
    return this.#contents.explanations;
  }

  isRuleSetAccepted(sha256: string): boolean {
    return this.#contents.ruleSets.has(sha256);
  }

  profile(service: string): { profile: CertificateProfiles; sha256: string } | undefined {
    return this.#contents.profiles.get(service);
  }

  officers(): readonly RegisteredOfficer[] {
    const { officers } = this.#contents;
    // Read when a person's decision is judged: the machine's never are. What cannot be read entitles nobody.
    return (officers && readOfficersDocument(officers)?.officers) ?? [];
  }

  issuerKey(service: string): IssuerKey | undefined {
    const now = this.#now().getTime();
    // Newest first: while two issue, the one that began later does.
    const row = this.#contents.keys.find(
      ({ state, services, issuesUntil }) =>
        state === 'issuing' && services.includes(service) && now < issuesUntil,
    );
    return row && this.#openKey(row);
  }

  issuerKeyById(issuerKeyId: string): IssuerKey | undefined {
    const row = this.#contents.keys.find(
      (key) => key.issuerKeyId === issuerKeyId && finishesIntents(key.state),
    );
    return row && this.#openKey(row);
  }

  printVendor(): PrintVendor | undefined {
    return this.#contents.printVendor;
  }

  isSwitchOn(name: string): boolean {
    return !this.#contents.switchesOff.has(name);
  }

  #openKey(row: IssuerKeyRow): IssuerKey {
    const known = this.#opened.get(row.issuerKeyId);
    if (known) return known;
    const key = openIssuerKey(row, this.#token.findKey(row.hsmLabel));
    this.#opened.set(row.issuerKeyId, key);
    return key;
  }

  /** Ends the repeated look. */
  close(): void {
    clearInterval(this.#timer);
  }
}

const json = <T>(octets: Buffer): T => JSON.parse(octets.toString('utf8')) as T;

async function readContents(pool: pg.Pool): Promise<Contents> {
  const [documents, keys, switches] = await Promise.all([
    pool.query<AcceptedDocument>(
      `select document_type as type, sha256, content, effective_from as "from",
         withdrawn_from as until
       from accepted_documents where effective_from <= now() order by effective_from`,
    ),
    pool.query<Omit<IssuerKeyRow, 'issuesUntil'>>(
      `select issuer_key_id as "issuerKeyId", hsm_label as "hsmLabel", state,
         ca_certificate as "caCertificate", services from issuer_keys
       order by state_since desc, issuer_key_id`,
    ),
    pool.query<{ name: string }>('select name from room_switches where is_on = 0'),
  ]);
  const now = Date.now();
  const inForce = (type: string): AcceptedDocument[] =>
    documents.rows.filter((d) => d.type === type && (d.until === null || d.until.getTime() > now));
  const accreditations = inForce('accreditations').at(-1);
  return {
    services: new Map(
      (accreditations ? json<AccreditationsDocument>(accreditations.content).services : []).map(
        (service) => [service.id, service],
      ),
    ),
    explanations: documents.rows.filter((d) => d.type === 'explanation').map(explanationOf),
    ruleSets: new Set(inForce('ruleSet').map((d) => d.sha256)),
    profiles: new Map(
      inForce('profile').flatMap((d) => {
        // What cannot be read serves no service: it was refused when it was to be accepted, too.
        const profile = profilesOf(d);
        return profile ? [[profile.service, { profile, sha256: d.sha256 }] as const] : [];
      }),
    ),
    officers: inForce('officers').at(-1)?.content,
    printVendor: inForce(VENDOR_DOCUMENT)
      .map(({ content }) => readPrintVendor(json<unknown>(content)))
      .at(-1),
    switchesOff: new Set(switches.rows.map((row) => row.name)),
    keys: keys.rows.map((row) => ({
      ...row,
      issuesUntil: issuingEnd(readCertificate(row.caCertificate).notAfter.getTime()),
    })),
  };
}

/** Documents of profiles by their hash: the same object for the same octets, so that what is derived from it is kept. */
const profilesRead = new Map<string, CertificateProfiles | undefined>();

function profilesOf({ sha256, content }: AcceptedDocument): CertificateProfiles | undefined {
  if (!profilesRead.has(sha256)) {
    profilesRead.set(sha256, readCertificateProfiles(json<unknown>(content)));
  }
  return profilesRead.get(sha256);
}

/** The room keeps of an explanation what a text names: day and hash. */
function explanationOf({ content, from, until }: AcceptedDocument): ExplanationVersion {
  const { version, sha256 } = json<{ version: string; sha256: string }>(content);
  return { version, sha256, effectiveFrom: from, withdrawnFrom: until ?? undefined };
}
