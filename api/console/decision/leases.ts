import { Hono, type Context } from 'hono';
import { commit, drawR, openingOctets } from '../../../books/commitment.ts';
import type { ActingOfficer } from '../../../db/decision/case-leases.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import {
  HOLD_HOURS,
  isHoldReason,
  type Claim,
  type LeaseProblem,
} from '../../../domain/decision/lease.ts';
import { permissionFor } from '../../../domain/governance/acts.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import { roleNameWith } from '../../../domain/governance/role-names.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { isOwnForm } from '../governance/session.ts';

type LeaseContext = Context<ConsoleEnvironment>;

/** A note is a note, and not a file. */
const NOTE_MAX = 4000;

const HOUR_MS = 3_600_000;

/** One form of a case: who sent it, what it says, and when. */
interface Sent {
  readonly file: CaseFile;
  readonly officer: ActingOfficer;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** The role in which somebody claims, holds and notes; undefined where none of theirs may. */
export const claimingRole = ({ roles }: Pick<StaffMember, 'roles'>): string | undefined =>
  roleNameWith(roles, (role) => permissionFor('claimOrNote', role) !== undefined);

async function sentTo(c: LeaseContext, dependencies: ConsoleDependencies): Promise<Sent> {
  const fields = await c.req.parseBody();
  if (!isOwnForm(fields['token'], c.get('formToken'))) throw new PageRefused('refused');
  const id = c.req.param('id') ?? '';
  const file = isApplicationId(id) ? await dependencies.records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  const { officer, terminal } = c.get('session');
  const role = claimingRole(officer);
  if (role === undefined) throw new PageRefused('forbidden');
  return { file, officer: { id: officer.id, role, terminal }, fields, at: dependencies.now() };
}

/** Back to the case; what could not be done is said there. */
function answer(c: LeaseContext, { file }: Sent, refused?: LeaseProblem) {
  const said = refused === undefined ? '' : `?refused=${refused}`;
  return c.redirect(`/certificate-applications/${file.id}${said}`, 303);
}

const refusalOf = (claim: Claim): LeaseProblem | undefined =>
  claim.may ? undefined : claim.because;

/** Keeps a note and writes it down: its words are evidence under the key of the chain, the book commits to them. */
async function addNote(
  { records, keeper }: ConsoleDependencies,
  { file, officer, fields, at }: Sent,
): Promise<void> {
  const { note: value, entry: entryId } = fields;
  const isNote = typeof value === 'string' && value.trim() !== '' && value.length <= NOTE_MAX;
  if (!isNote || typeof entryId !== 'string' || !isApplicationId(entryId)) {
    throw new PageRefused('refused');
  }
  const { id: caseId, chainId } = file;
  const committed = { kind: 'note', r: drawR(), value } as const;
  const field = 'data.noteCommitment';
  const [evidence] = await keeper.put({ caseId, chainId }, [
    { kind: 'officerNote', ring: 'chain', octets: Buffer.from(value, 'utf8') },
  ]);
  if (!evidence) throw new Error('the note was not kept');
  const sealed = keeper.seal(chainId, openingOctets({ ...committed, entry: entryId, field }));
  await records.leases.note({
    caseId,
    officer,
    at,
    entryId,
    evidence,
    commitment: commit(committed),
    opening: { field, kind: committed.kind, keyId: chainId, sealed },
  });
}

/** Forms by which staff take a case, let it go, put it aside and leave a note. */
export const leaseRoutes = (dependencies: ConsoleDependencies) => {
  const { leases } = dependencies.records;
  return new Hono<ConsoleEnvironment>()
    .post('/:id/claims', async (c) => {
      const sent = await sentTo(c, dependencies);
      const { file, officer, at } = sent;
      const ends = deadlineAfter(at.getTime(), defaultPeriods.reviewLease, announcedHolidays);
      const act = { caseId: file.id, officer, at, until: new Date(ends) };
      return answer(c, sent, refusalOf(await leases.claim(act)));
    })
    .post('/:id/release', async (c) => {
      const sent = await sentTo(c, dependencies);
      const { file, officer, at } = sent;
      return answer(c, sent, refusalOf(await leases.release({ caseId: file.id, officer, at })));
    })
    .post('/:id/hold', async (c) => {
      const sent = await sentTo(c, dependencies);
      const { file, officer, at, fields } = sent;
      const reason = String(fields['reason']);
      const hours = HOLD_HOURS.find((each) => String(each) === fields['hours']);
      if (hours === undefined || !isHoldReason(reason)) throw new PageRefused('refused');
      const until = new Date(at.getTime() + hours * HOUR_MS);
      const held = await leases.hold({ caseId: file.id, officer, at, until, reason });
      return answer(c, sent, refusalOf(held));
    })
    .post('/:id/notes', async (c) => {
      const sent = await sentTo(c, dependencies);
      await addNote(dependencies, sent);
      return answer(c, sent);
    });
};
