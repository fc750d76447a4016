import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { and, eq, isNull } from 'drizzle-orm';
import { publicHalf, readerKeyFrom } from '../../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { assertionOctets, type RelyingParty } from '../../../adapters/webauthn/assertion.ts';
import { applyActInput, type ActOffice } from '../../../activities/governance/apply-act-input.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import {
  createGovernanceActs,
  type ActInput,
  type GovernanceActs,
  type NewActInput,
} from '../../../db/governance/act-inputs.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { committedName, type OfficerName } from '../../../db/governance/officer-names.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { actInputs } from '../../../db/schema/dual-control.ts';
import { officers } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { AccessChanges, AccessKind } from '../../../domain/governance/access-change.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import {
  makePasskey,
  signStatement,
  type TestPasskey,
} from '../../../simulator/signed-statement.ts';

export const CONSOLE: RelyingParty = { origin: 'https://console.example', rpId: 'console.example' };

/** What an input says, where it differs from what it should be. */
export interface Sent {
  readonly act?: string;
  readonly officer: string;
  readonly role: string;
  readonly says?: Partial<Statement>;
  readonly passkey?: TestPasskey;
  readonly at?: RelyingParty;
  readonly document?: Buffer;
  /** What lies beside a proposal about an officer. */
  readonly officerName?: OfficerName;
}

/** An office database with people who have passkeys, and the office-worker's part with acts. */
export class ActStage {
  readonly passkeys = new Map<string, TestPasskey>();
  /** With the rights of the office-worker, the console, and all. */
  readonly db: OfficeDatabase;
  readonly owner: OfficeDatabase;
  readonly acts: GovernanceActs;
  readonly evidence: EvidenceStore;
  readonly evidenceDir: string;
  now = new Date('2026-12-01T01:00:00.000Z');
  readonly office: ActOffice;
  readonly #stop: () => Promise<void>;
  /** Names of officers, by the commitment in the content. */
  readonly #names = new Map<string, OfficerName>();

  private constructor(parts: {
    readonly db: OfficeDatabase;
    readonly owner: OfficeDatabase;
    readonly console: OfficeDatabase;
    readonly evidence: EvidenceStore;
    readonly evidenceDir: string;
    readonly stop: () => Promise<void>;
  }) {
    this.db = parts.db;
    this.owner = parts.owner;
    this.acts = createGovernanceActs(parts.console);
    this.evidence = parts.evidence;
    this.evidenceDir = parts.evidenceDir;
    this.#stop = parts.stop;
    this.office = {
      db: this.db,
      evidence: this.evidence,
      staff: {
        relyingParty: CONSOLE,
        passkeys: {
          find: async (officerId, credentialId) => {
            const passkey = this.passkeys.get(officerId);
            return passkey?.credentialId === credentialId ? passkey : undefined;
          },
        },
      },
      now: () => this.now,
    };
  }

  static async open(): Promise<ActStage> {
    const dataDir = temporaryDataDirectory();
    const instance = await startInstance({ dataDir, only: 'postgres' });
    const [db, owner, console] = ['toroku_office', 'toroku_office_owner', 'toroku_console'].map(
      (role) => openOfficeDatabase(instance.databaseUrl(role as 'toroku_office'), 4),
    ) as [OfficeDatabase, OfficeDatabase, OfficeDatabase];
    const key = readerKeyFrom(randomBytes(32));
    const evidenceDir = join(dataDir, 'test-evidence');
    const evidence = new EvidenceStore({
      dir: evidenceDir,
      publicKeys: { office: publicHalf(key), enclave: publicHalf(readerKeyFrom(randomBytes(32))) },
      reader: { name: 'office', key },
    });
    const stop = async () => {
      await Promise.all([db, owner, console].map((each) => each.$client.end()));
      await instance.stop();
      removeDataDirectory(dataDir);
    };
    return new ActStage({ db, owner, console, evidence, evidenceDir, stop });
  }

  stop = (): Promise<void> => this.#stop();

  /** Somebody with these roles and a passkey. */
  officer(id: string, ...roles: readonly string[]): Promise<string> {
    return this.account(id, id, ...roles);
  }

  /** An account of a person, with these roles and a passkey. */
  async account(id: string, person: string, ...roles: readonly string[]): Promise<string> {
    const row = { id, person, name: `name of ${id}`, nameCommitment: '', roles: [...roles] };
    await this.owner
      .insert(officers)
      .values(row)
      .onConflictDoUpdate({ target: officers.id, set: { person, roles: row.roles } });
    if (!this.passkeys.has(id)) this.passkeys.set(id, makePasskey());
    return id;
  }

  /** The content of turning a switch on. */
  switchOn(name = 'automaticDecisions', more: Partial<ActContent> = {}): ActContent {
    return {
      v: 1,
      actKind: 'switchOn',
      effectiveFrom: this.now.toISOString(),
      change: { switch: name, cause: 'causeRemoved' },
      ...more,
    } as ActContent;
  }

  #signed(sent: Sent, said: Pick<Statement, 'act' | 'contentSha256' | 'subject'>): Buffer {
    const { officer, role, says, at = CONSOLE } = sent;
    const statement: Statement = {
      v: 1,
      ...said,
      officer,
      reasons: [],
      role,
      terminal: 'T-01',
      ...says,
    };
    const passkey = sent.passkey ?? this.passkeys.get(officer) ?? makePasskey();
    return assertionOctets(signStatement(statement, passkey, at));
  }

  async #record(input: Omit<NewActInput, 'terminal' | 'receivedAt'>): Promise<string> {
    await this.acts.record({ ...input, terminal: 'T-01', receivedAt: this.now });
    return input.id;
  }

  /** Records a proposal. @returns the ids of input and act */
  async sendProposal(
    content: ActContent,
    sent: Sent,
  ): Promise<{ readonly input: string; readonly act: string }> {
    const { act = uuidV7(), officer: officerId, role } = sent;
    const octets = contentOctets(content);
    const { nameCommitment } = content.change as { readonly nameCommitment?: string };
    const officerName = sent.officerName ?? this.#names.get(nameCommitment ?? '');
    const said = { act: 'proposeAct', contentSha256: sha256Hex(octets), subject: act } as const;
    const input = await this.#record({
      id: uuidV7(),
      kind: 'propose',
      actId: act,
      officerId,
      role,
      content: octets,
      ...(sent.document && { document: sent.document }),
      ...(officerName && { officerName }),
      assertion: this.#signed(sent, said),
    });
    return { input, act };
  }

  /** Records an approval of a proposed act. */
  async sendApproval(act: string, sent: Sent): Promise<string> {
    const contentSha256 = (await this.acts.find(act))?.contentSha256 ?? '0'.repeat(64);
    const said = { act: 'approveAct', contentSha256, subject: act } as const;
    const { officer: officerId, role } = sent;
    const assertion = this.#signed(sent, said);
    return this.#record({ id: uuidV7(), kind: 'approve', actId: act, officerId, role, assertion });
  }

  sendRefusal(act: string, { officer: officerId, role }: Sent, code = 'notNeeded') {
    return this.#record({ id: uuidV7(), kind: 'refuse', actId: act, officerId, role, code });
  }

  sendStop(name: string, { officer: officerId, role }: Sent, code = 'suspectedError') {
    const id = uuidV7();
    return this.#record({ id, kind: 'switchOff', actId: id, officerId, role, switch: name, code });
  }

  /** An input that waits. */
  async pending(id: string): Promise<ActInput> {
    const isIt = and(eq(actInputs.id, id), isNull(actInputs.appliedAt));
    const [input] = await this.db.select().from(actInputs).where(isIt);
    if (!input) throw new Error(`${id} does not wait`);
    return input;
  }

  /** Applies an input as the office-worker does. @returns why it has no effect */
  async apply(id: string): Promise<string | undefined> {
    await applyActInput(this.office, await this.pending(id));
    return (await this.acts.outcome(id))?.refused ?? undefined;
  }

  /** Proposes and applies. @returns the act, and why it has no effect */
  async propose(content: ActContent, sent: Sent) {
    const { input, act } = await this.sendProposal(content, sent);
    return { act, refused: await this.apply(input) };
  }

  async approve(act: string, sent: Sent): Promise<string | undefined> {
    return this.apply(await this.sendApproval(act, sent));
  }

  /** Entries that name an act, oldest first. */
  async entriesOf(act: string): Promise<Entry[]> {
    const { rows } = await this.owner.$client.query<{ octets: Buffer }>(
      'select octets from book_entries order by ordinal',
    );
    return rows
      .map(({ octets }) => readEntry(octets))
      .filter(({ data }) => (data as { act?: string }).act === act);
  }

  /** The newest entry of an event. */
  async newest(event: string): Promise<Entry> {
    const { rows } = await this.owner.$client.query<{ octets: Buffer }>(
      'select octets from book_entries where event = $1 order by ordinal desc limit 1',
      [event],
    );
    return readEntry(rows[0]?.octets ?? Buffer.alloc(0));
  }

  eventsOf = async (act: string): Promise<string[]> =>
    (await this.entriesOf(act)).map(({ event }) => event);

  /** The content of an act about access; of an officer the name is kept, and sent beside the proposal. */
  access<K extends AccessKind>(kind: K, change: AccessChanges[K], more: object = {}): ActContent {
    const effectiveFrom = this.now.toISOString();
    const content = { v: 1, actKind: kind, effectiveFrom, change, ...more };
    if (!('name' in change && 'salt' in change)) return content as ActContent;
    const { name, salt: _, ...said } = change;
    const { nameCommitment, ...officerName } = committedName(name);
    this.#names.set(nameCommitment, officerName);
    return { ...content, v: 2, change: { ...said, nameCommitment } } as unknown as ActContent;
  }

  /** Whether a switch is on; one that was never turned is. */
  async isSwitchOn(name: string): Promise<boolean> {
    const row = (await this.acts.switches()).find((each) => each.name === name);
    return row?.isOn ?? true;
  }

  /** Turns a switch off as somebody would have. */
  async stopped(name: string): Promise<void> {
    await this.officer('stopper', 'examiner');
    await this.apply(await this.sendStop(name, { officer: 'stopper', role: 'examiner' }));
  }
}
