import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply } from '../../simulator/application.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { PortalRefused } from '../../simulator/portal-client.ts';
import { StaffClient } from '../chaos/staff-client.ts';
import { readBook } from '../chaos/verify-books.ts';
import { OFFICERS } from '../demonstration/documents.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import { takeBackup } from './backup.ts';
import {
  backupTables,
  liveTables,
  readable,
  sealedPlaces,
  type SealedCase,
  type TableReader,
} from './sealed-places.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS, type StoryStage } from './story-instance.ts';

/** Marks of an invented person that stand nowhere else. */
const NAME = '鶯谷　消太郎';
const MAIL = 'erase-7f3a@example.jp';
const MARKS = [NAME, '鶯谷', MAIL];

/** What the story ends with. */
export interface EraseStory {
  readonly story: 'erase';
  readonly applicationId: string;
  readonly chain: string;
  readonly act: string;
  /** Things under the keys of the chain that opened before, and those that open after. */
  readonly sealed: number;
  readonly readableBefore: { readonly live: number; readonly backup: number };
  readonly readableAfter: { readonly live: number; readonly backup: number };
  /** Marks of the person found in the clear, in the databases and in all of the backup. */
  readonly marksInTheClear: number;
  readonly packsBefore: number;
  readonly packsAfter: number;
  readonly console: string;
  readonly erasedIn: readonly string[];
  readonly verified: { readonly ok: boolean; readonly entries: number; readonly erased: number };
}

/** Of cases: the act that erases has packs of its own, which come in between. */
const packsIn = (dir: string): number =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.pack') && !name.includes('act-'),
  ).length;

const marksIn = (octets: Buffer): number =>
  MARKS.filter(
    (mark) => octets.includes(mark) || octets.includes(Buffer.from(mark).toString('hex')),
  ).length;

function marksBelow(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + marksIn(readFileSync(join(parentPath, name))), 0);
}

async function caseOf(tables: TableReader, applicationId: string): Promise<SealedCase> {
  const rows = await tables('office', 'certificate_applications');
  const chainId = rows.find(({ id }) => id === applicationId)?.['chain_id'];
  if (typeof chainId !== 'string') throw new Error(`${applicationId} has no chain`);
  return { caseId: applicationId, chainId };
}

/** One person proposes, another approves, both in the console, and the office-worker performs it. @returns its id */
async function erase(instance: Instance, applicationId: string): Promise<string> {
  const [administrator, responsible] = [
    await StaffClient.signIn(instance, 'officer-00'),
    await StaffClient.signIn(instance, 'officer-01'),
  ];
  // A certificate of today is kept for more than ten years; this one is made up.
  const reason = 'trialData';
  const act = await administrator.propose('chainErasure', { chain: applicationId, reason });
  await responsible.approveAct(act);
  // It joins the run that the office-worker has started, and waits for its end.
  const performed = ['erase-chain', 'perform', '--act', act] as const;
  const said = await runCommand(instance.environmentOf('office-worker'), ...performed);
  console.error(said.trim());
  return act;
}

/** The page of the case as an examiner sees it. */
async function consolePage({ instance }: StoryStage, applicationId: string): Promise<string> {
  const links = Object.entries(instance.programs.get('console')?.links ?? {});
  const examiner = OFFICERS.find(({ roles }) => roles.some((role) => role === 'examiner'));
  const [, link = ''] = links.find(([label]) => label.startsWith(examiner?.name ?? '')) ?? [];
  const entered = await fetch(link, { redirect: 'manual' });
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const [page, list] = await Promise.all(
    [`/certificate-applications/${applicationId}`, `/search?q=${applicationId}`].map((path) =>
      fetch(`${instance.addresses.console}${path}`, { headers: { cookie } }),
    ),
  );
  if (page?.status !== 200 || list?.status !== 200) {
    throw new Error(`the console answers ${page?.status} and ${list?.status}`);
  }
  const html = await page.text();
  if (marksIn(Buffer.from(html + (await list.text()))) > 0) throw new Error('the console shows it');
  const [said] = /消去済み：[^<]*/.exec(html) ?? [];
  if (said === undefined) throw new Error('the console does not say that it was erased');
  return said;
}

/** Both books in an export, verified as an outsider would. */
async function verified(instance: Instance, out: string): Promise<EraseStory['verified']> {
  const folder = join(out, 'export');
  const env = {
    ...instance.environmentOf('office-worker'),
    ENCLAVE_BOOK_SECOND_DIR:
      instance.environmentOf('enclave-worker')['ENCLAVE_BOOK_SECOND_DIR'] ?? '',
  };
  await runCommand(env, 'export', '--book', 'both', '--out', folder);
  const said = await runCommand(env, 'verify', folder);
  const { ok, entries, erased } = JSON.parse(said) as EraseStory['verified'];
  return { ok, entries, erased };
}

const erasedIn = async (instance: Instance, act: string): Promise<string[]> => {
  const found: string[] = [];
  for (const log of ['office', 'enclave'] as const) {
    const book = await readBook(instance, log);
    const isThere = book.some(
      ({ entry }) => entry.event === 'chain.erased' && entry.data.act === act,
    );
    if (isThere) found.push(log);
  }
  return found;
};

/** Waits until the book on the second medium has the entry: it is published a moment after its commit. */
async function untilErasedInBoth(instance: Instance, act: string): Promise<string[]> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await erasedIn(instance, act);
    if (found.length === 2 || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * A certificate is issued, a backup taken, and the chain erased by two people. What was sealed opens before
 * and not after, live or out of the backup, although every pack is still there; the console says so; the
 * books verify.
 */
export function playErase(): Promise<EraseStory> {
  return onStage(async (stage) => {
    const { portal, sandbox } = stage;
    const card = await sandbox.issueCard({ person: { name: NAME } });
    const applicant = await createApplicant({ contact: { mail: MAIL, telephone: '0312345678' } });
    const { applicationId } = await apply({ portal, card, applicant, service: SIMULTANEOUS });
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    const out = mkdtempSync(join(tmpdir(), 'toroku-erase-'));
    try {
      return await eraseAndLook(stage, applicationId, out);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
}

async function eraseAndLook(
  stage: StoryStage,
  applicationId: string,
  out: string,
): Promise<EraseStory> {
  const { instance, portal } = stage;
  const backup = join(out, 'backup');
  await takeBackup(instance, backup);
  const evidenceDir = instance.environmentOf('office-worker')['EVIDENCE_DIR'] ?? '';
  const live = { tables: liveTables(instance), evidenceDir };
  // Before the erasure a restore puts the packs of the backup beside the keys that live apart.
  const restored = { tables: backupTables(backup), evidenceDir };
  const inBackup = { ...restored, evidenceDir: join(backup, 'evidence') };
  const sealedCase = await caseOf(live.tables, applicationId);
  const before = await sealedPlaces(instance, sealedCase, live);
  const read = readable(before);
  console.error(`before: ${read.map(({ name }) => name).join(', ')}`);
  const marked = read.filter(({ octets }) => marksIn(octets) > 0).length;
  if (marked === 0) throw new Error('the marks were not even there');
  const readableBefore = {
    live: read.length,
    backup: readable(await sealedPlaces(instance, sealedCase, restored)).length,
  };
  const packsBefore = packsIn(evidenceDir);

  const act = await erase(instance, applicationId);

  const readableAfter = {
    live: readable(await sealedPlaces(instance, sealedCase, live)).length,
    backup:
      readable(await sealedPlaces(instance, sealedCase, restored)).length +
      readable(await sealedPlaces(instance, sealedCase, inBackup)).length,
  };
  await takeBackup(instance, join(out, 'after'));
  const refused = await portal.certificate(applicationId, 1, 'cer').catch((e: unknown) => e);
  if (!(refused instanceof PortalRefused)) throw new Error('the portal still has the certificate');
  const result: EraseStory = {
    story: 'erase',
    applicationId,
    chain: sealedCase.chainId,
    act,
    sealed: before.length,
    readableBefore,
    readableAfter,
    marksInTheClear: marksBelow(out),
    packsBefore,
    packsAfter: packsIn(evidenceDir),
    console: await consolePage(stage, applicationId),
    erasedIn: await untilErasedInBoth(instance, act),
    verified: await verified(instance, out),
  };
  requireErased(result);
  return result;
}

/** @throws Error saying which of it does not hold */
function requireErased(told: EraseStory): void {
  const holds = {
    'everything opened before':
      told.readableBefore.live === told.sealed && told.readableBefore.backup === told.sealed,
    'nothing opens after': told.readableAfter.live + told.readableAfter.backup === 0,
    'no mark is in the clear': told.marksInTheClear === 0,
    'the packs remain': told.packsAfter >= told.packsBefore,
    'both books say so': told.erasedIn.join(' ') === 'office enclave',
    'the books verify': told.verified.ok && told.verified.erased === 1,
  };
  const broken = Object.entries(holds).flatMap(([what, does]) => (does ? [] : [what]));
  if (broken.length > 0) throw new Error(`${broken.join(', ')}: ${JSON.stringify(told)}`);
}
