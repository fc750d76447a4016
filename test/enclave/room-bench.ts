import { join } from 'node:path';
import pg from 'pg';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import {
  HsmToken,
  type HsmAlgorithm,
  type HsmKey,
  type HsmLaneName,
} from '../../adapters/hsm/hsm-token.ts';
import { LetterStore } from '../../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { parseConfig, pointSoftHsmAt, type Config } from '../../bin/config.ts';
import { readBook, type PlacedEntry } from '../../bin/chaos/verify-books.ts';
import {
  ACCREDITATIONS,
  CUSTODIANS,
  EFFECTIVE_FROM,
  ORGANIZATION,
  profileOf,
  ROOM_TERMINAL,
} from '../../bin/demonstration/documents.ts';
import { evidenceThreadsOf } from '../../bin/enclave-worker/start-evidence-thread.ts';
import type { Instance } from '../../bin/instance/options.ts';
import { pinOfFile } from '../../bin/enclave-worker/activation/room-pin.ts';
import { openEvidence, publishReader, readKey, withPassword } from '../../bin/parts.ts';
import { openEnclaveSecond } from '../../bin/second-medium.ts';
import { octetsOf, SERVICE } from '../../bin/chaos/forge/drafted-case.ts';
import type { CertificateService } from '../../domain/governance/certificate-service.ts';
import { acceptDocument } from '../../enclave/keys/accept-document.ts';
import { bringIntoService } from '../../enclave/keys/change-key-state.ts';
import { holdKeyCeremony } from '../../enclave/keys/key-ceremony.ts';
import { keyIdentifierOf } from '../../enclave/issuance/certificate-profile.ts';
import { openRoom, type OpenRoom } from '../../enclave/open-room.ts';
import { openSimulator, type Jlis } from '../../simulator/jlis.ts';
import { FailingFiles } from '../fakes/failing-files.ts';

export { octetsOf, SERVICE };

/** The token of the instance; it notes each signature that is asked for, by the key's label. */
export class WatchedToken extends HsmToken {
  readonly asked: string[] = [];
  /** How an issuer key answers. The HSM's own answer is behind `sign`. */
  issuing: (sign: () => Promise<Buffer>) => Promise<Buffer> = (sign) => sign();

  override findKey(label: string, lane?: HsmLaneName): HsmKey {
    const key = super.findKey(label, lane);
    const sign = (octets: Buffer): Promise<Buffer> => {
      this.asked.push(label);
      const asIs = () => key.sign(octets);
      return label.startsWith('issuer') ? this.issuing(asIs) : asIs();
    };
    return { ...key, sign };
  }

  /** Signatures asked of issuer keys so far. */
  get issuerSignatures(): number {
    return this.asked.filter((label) => label.startsWith('issuer')).length;
  }
}

/** A room with its second medium in the test's hand. */
export interface TestRoom extends OpenRoom {
  readonly second: FailingFiles;
  /** What the room reported when its book broke. */
  readonly broken: unknown[];
}

/** What is shared by the rooms of one instance, opened one after the other or side by side. */
export class RoomBench {
  readonly instance: Instance;
  readonly config: Config<'enclave-worker'>;
  readonly token: WatchedToken;
  readonly jlis: Jlis;
  readonly office: EvidenceStore;
  /** The room's database, under the room's own role. */
  readonly pool: pg.Pool;
  readonly anchors: readonly X509Certificate[];
  #latest: OpenRoom | undefined;

  private constructor(instance: Instance, config: Config<'enclave-worker'>, jlis: Jlis) {
    this.instance = instance;
    this.config = config;
    this.jlis = jlis;
    this.anchors = jlis.anchors.map(readCertificate);
    this.token = new WatchedToken({
      modulePath: config.pkcs11Module,
      tokenLabel: config.hsmTokenLabel,
      pin: pinOfFile(config)?.pin ?? '',
    });
    const officeKey = instance.environmentOf('office-worker')['EVIDENCE_OFFICE_KEY_FILE'] ?? '';
    publishReader(config.evidenceDir, 'office', officeKey);
    this.office = openEvidence(config.evidenceDir, 'office', officeKey);
    this.pool = new pg.Pool({ connectionString: databaseUrlOf(config), max: 2 });
    // The server may stop before the last connection has said goodbye.
    this.pool.on('error', () => undefined);
  }

  /** Opens on an instance with PostgreSQL and SoftHSM where the ceremony has been held. */
  static async open(instance: Instance): Promise<RoomBench> {
    const { config, problems } = parseConfig(
      'enclave-worker',
      instance.environmentOf('enclave-worker'),
    );
    if (!config) throw new Error(problems.join(', '));
    pointSoftHsmAt(config.softhsm2Conf);
    const jlis = await openSimulator({
      dataDir: join(instance.dataDir, 'test-simulator'),
      anchorsDir: config.jpkiAnchorsDir,
      keyPoolSize: 2,
    });
    return new RoomBench(instance, config, jlis);
  }

  /** Opens the room as the enclave-worker does; whichever room was open before loses the pen. */
  async openRoom(capPerHour = 1_000_000): Promise<TestRoom> {
    const { config } = this;
    const broken: unknown[] = [];
    const second = new FailingFiles(openEnclaveSecond(config));
    const personKey = Buffer.alloc(32, 7);
    const opened = await openRoom({
      databaseUrl: databaseUrlOf(config),
      token: this.token,
      evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
      letters: new LetterStore(config.evidenceDir),
      anchors: this.anchors,
      book: {
        origin: config.enclaveBookOrigin,
        local: new TileStore(config.enclaveBookDir, { isDurable: false }),
        second,
        seed: readKey(config.enclaveBookKeyFile),
      },
      personKey,
      evidenceThreads: evidenceThreadsOf(config, personKey),
      relyingParty: relyingPartyAt(config.publicConsoleUrl),
      capPerHour,
      build: 'test',
      onBroken: (error) => broken.push(error),
    });
    this.#latest = opened;
    return { ...opened, second, broken };
  }

  /** Adds a service with an issuing key of its own, as custodians would. */
  async addService(
    id: string,
    algorithm: HsmAlgorithm,
    held: Partial<CertificateService> = {},
  ): Promise<void> {
    const { room, close } = await this.openRoom();
    const opened = { pool: this.pool, book: room.book };
    const [service] = ACCREDITATIONS.services;
    const { rows } = await this.pool.query<{ content: Buffer }>(
      `select content from accepted_documents where document_type = 'accreditations'
       order by effective_from desc limit 1`,
    );
    const before = JSON.parse(String(rows[0]?.content)) as typeof ACCREDITATIONS;
    const added = { ...before, services: [...before.services, { ...service, ...held, id }] };
    const by = { custodian: CUSTODIANS[0], terminal: ROOM_TERMINAL };
    await acceptDocument(opened, {
      ...by,
      documentType: 'accreditations',
      content: octetsOf(added),
      effectiveFrom: new Date(EFFECTIVE_FROM.getTime() + added.services.length * 1000),
    });
    await acceptDocument(opened, {
      ...by,
      documentType: 'profile',
      content: octetsOf(profileOf(id, this.config.publicRepositoryUrl)),
      effectiveFrom: EFFECTIVE_FROM,
    });
    const certificate = await holdKeyCeremony(
      { ...opened, token: this.token, now: () => new Date() },
      {
        hsmLabel: `issuer-${id}`,
        algorithm,
        organization: ORGANIZATION,
        commonName: `Toroku Sample CA ${algorithm}`,
        services: [id],
        custodians: CUSTODIANS,
        terminal: ROOM_TERMINAL,
      },
    );
    const issuerKeyId = keyIdentifierOf(readCertificate(certificate).spki).toString('hex');
    const custodians = { custodians: CUSTODIANS, terminal: ROOM_TERMINAL };
    await bringIntoService(opened, { ...custodians, issuerKeyId }, () => new Date());
    await close();
  }

  /** Rows of the room's database. */
  async rows<R extends pg.QueryResultRow>(query: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(query, values)).rows;
  }

  /** The book, read and proven from its second medium as an outsider would. */
  async readBook(): Promise<readonly PlacedEntry[]> {
    await this.#latest?.room.book.settle();
    return readBook(this.instance, 'enclave');
  }

  async close(): Promise<void> {
    this.jlis.close();
    await this.pool.end();
    this.token.close();
  }
}

function databaseUrlOf(config: Config<'enclave-worker'>): string {
  return withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile);
}
