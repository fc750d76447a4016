import { apply, prepareApplication } from '../../simulator/application.ts';
import type { Applicant } from '../../simulator/applicant.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import type { RemoteCard } from '../../simulator/sandbox-client.ts';
import { runCommand } from '../instance/command.ts';
import { recordsOf } from '../story/case-records.ts';
import { onStage, SIMULTANEOUS, type StoryStage } from '../story/story-instance.ts';
import { StaffClient } from './staff-client.ts';

/** What the run ends with. */
export interface TemporalLoss {
  readonly cases: number;
  /** Where the cases stood when everything of Temporal was lost. */
  readonly states: Readonly<Record<string, number>>;
  /** Decisions that staff signed while there was no Temporal. */
  readonly signedMeanwhile: number;
  /** In the state, and with the certificates, in which they have to end. */
  readonly endedRight: number;
  /** Without a certificate that they were to have. */
  readonly lost: number;
  /** With more than one, or with one that nobody approved. */
  readonly duplicate: number;
}

/** A case of one kind: who applies, how far it goes before the loss, and what it takes to end it after. */
interface Kind {
  readonly persona: PersonaName;
  /** States in which the loss may find it. */
  readonly at: readonly string[];
  readonly before?: (each: Case) => Promise<void>;
  /** While there is no Temporal. */
  readonly meanwhile?: (each: Case) => Promise<void>;
  readonly after?: (each: Case) => Promise<void>;
  readonly ends: 'issued' | 'rejected' | 'withdrawn';
}

interface Case {
  readonly kind: Kind;
  readonly stage: StoryStage;
  readonly staff: Staff;
  readonly card: RemoteCard;
  readonly applicant: Applicant;
  readonly applicationId: string;
}

interface Staff {
  readonly first: StaffClient;
  readonly second: StaffClient;
  readonly operator: StaffClient;
}

const approvedBy =
  (...who: readonly (keyof Staff)[]) =>
  async ({ staff, applicationId }: Case): Promise<void> => {
    for (const each of who) await staff[each].decide(applicationId, 'approve');
  };

/** One act of the first approver, waited for. */
const acted =
  (act: Parameters<StaffClient['decide']>[1], who: keyof Staff = 'first') =>
  ({ staff, applicationId }: Case): Promise<void> =>
    staff[who].decide(applicationId, act);

const inTurn =
  (...acts: readonly ((each: Case) => Promise<void>)[]) =>
  async (each: Case): Promise<void> => {
    for (const act of acts) await act(each);
  };

/** The applicant signs the next version, with the name of the card. */
async function corrected({ stage: { portal }, card, applicant, applicationId }: Case) {
  const text = { edition: 2, name: card.person.name };
  const again = { portal, card, applicant, applicationId, service: SIMULTANEOUS, text };
  await portal.submit(applicationId, (await prepareApplication(again)).submission);
}

const reached =
  (state: string) =>
  async ({ stage: { portal }, applicationId }: Case): Promise<void> => {
    await portal.waitFor(applicationId, [state], PATIENCE_MS);
  };

const instructed = ({ staff, applicationId }: Case): Promise<void> =>
  staff.operator.decide(applicationId, 'instruct');

const KINDS = {
  issued: { persona: 'ordinary', at: ['issued'], ends: 'issued' },
  underWay: {
    persona: 'ordinary',
    at: ['received', 'checking', 'issuing', 'issued'],
    ends: 'issued',
  },
  waiting: {
    persona: 'tryLater',
    at: ['waiting'],
    after: async ({ stage, card }) => {
      await stage.sandbox.setStatus(card.serialNumber, { behaviour: 'normal' });
    },
    ends: 'issued',
  },
  returned: {
    persona: 'nameDiffers',
    at: ['returned'],
    after: corrected,
    ends: 'issued',
  },
  review: {
    persona: 'variant',
    at: ['review'],
    after: async (each) => {
      await approvedBy('first', 'second')(each);
      await instructed(each);
    },
    ends: 'issued',
  },
  approvedByOne: {
    persona: 'variant',
    at: ['review'],
    before: approvedBy('first'),
    meanwhile: async ({ staff, applicationId }) => {
      await staff.second.sign(applicationId, 'approve');
    },
    after: async (each) => {
      await each.stage.portal.waitFor(each.applicationId, ['approved'], PATIENCE_MS);
      await instructed(each);
    },
    ends: 'issued',
  },
  approved: {
    persona: 'variant',
    at: ['approved'],
    before: approvedBy('first', 'second'),
    after: instructed,
    ends: 'issued',
  },
  rejected: {
    persona: 'variant',
    at: ['rejected'],
    before: acted('reject'),
    ends: 'rejected',
  },
  suspectedByOne: {
    persona: 'variant',
    at: ['review'],
    before: acted('suspect'),
    after: acted('suspect', 'second'),
    ends: 'rejected',
  },
  withdrawn: {
    persona: 'variant',
    at: ['withdrawn'],
    before: acted('withdraw'),
    ends: 'withdrawn',
  },
  withdrawnMeanwhile: {
    persona: 'variant',
    at: ['approved'],
    before: approvedBy('first', 'second'),
    meanwhile: async ({ staff, applicationId }) => {
      await staff.first.sign(applicationId, 'withdraw');
    },
    ends: 'withdrawn',
  },
  takenBack: {
    persona: 'variant',
    at: ['checking', 'review'],
    before: inTurn(approvedBy('first', 'second'), reached('approved'), acted('takeBack')),
    after: inTurn(reached('review'), approvedBy('first', 'second'), instructed),
    ends: 'issued',
  },
  transferred: {
    persona: 'variant',
    at: ['returned'],
    before: acted('transfer'),
    // By card after all: with the name as the card has it every rule holds.
    after: corrected,
    ends: 'issued',
  },
} satisfies Readonly<Record<string, Kind>>;

/** A kind of case by its name. */
export type LossKind = keyof typeof KINDS;

/** A case that waits for J-LIS asks again after minutes, on a busy machine later. */
const PATIENCE_MS = 900_000;

/** Cases that are worked on at the same time. */
const AT_ONCE = 8;

/** Done for all, some at a time, in their order. */
async function forAll<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    results.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(act))));
  }
  return results;
}

async function begin(stage: StoryStage, staff: Staff, kind: Kind): Promise<Case> {
  const { portal, sandbox } = stage;
  const card = await sandbox.issueCard(kind.persona);
  const { applicationId, applicant } = await apply({ portal, card, service: SIMULTANEOUS });
  const each = { kind, stage, staff, card, applicant, applicationId };
  const first = kind.before ? ['review'] : kind.at;
  await portal.waitFor(applicationId, first, PATIENCE_MS);
  await kind.before?.(each);
  if (kind.before) await portal.waitFor(applicationId, kind.at, PATIENCE_MS);
  return each;
}

async function loseTemporal(cases: readonly Case[], { instance }: StoryStage): Promise<number> {
  await instance.wipeTemporal();
  const signing = cases.filter(({ kind }) => kind.meanwhile);
  await forAll(signing, async (each) => each.kind.meanwhile?.(each));
  await instance.startTemporal();
  await instance.restartProgram('office-worker');
  await instance.restartProgram('enclave-worker');
  const said = await runCommand(instance.environmentOf('office-worker'), 'rebuild-workflows');
  console.error(said.trim());
  return signing.length;
}

type Ending = 'right' | 'lost' | 'duplicate';

/** Does what is left to do on a case, and waits for its end. */
async function bringToEnd(each: Case): Promise<void> {
  const { kind, stage, applicationId } = each;
  await kind.after?.(each);
  await stage.portal.waitFor(applicationId, [kind.ends], PATIENCE_MS);
}

async function endOf({ kind, stage, applicationId }: Case): Promise<Ending> {
  const records = Object.values(await recordsOf(stage.instance, applicationId));
  const due = kind.ends === 'issued' ? 1 : 0;
  if (records.some((count) => count > due)) return 'duplicate';
  return records.every((count) => count === due) ? 'right' : 'lost';
}

function counted(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/**
 * Everything of Temporal is lost with cases in every state that they can be in. Staff go on signing; runs are begun anew
 * from the database, and every case ends as it has to, with one certificate or none.
 *
 * @param without kinds that are left out, such as one that waits for minutes.
 */
export function loseTemporalAmid(
  cases: number,
  without: readonly LossKind[] = [],
): Promise<TemporalLoss> {
  const env = { ISSUANCE_CAP_PER_HOUR: '1000000', STRANGER_REQUESTS_PER_MINUTE: '1000000' };
  return onStage(async (stage) => {
    const [first, second, operator] = await Promise.all(
      (['officer-01', 'officer-03', 'officer-07'] as const).map((id) =>
        StaffClient.signIn(stage.instance, id),
      ),
    );
    if (!first || !second || !operator) throw new Error('nobody is there');
    const staff = { first, second, operator };
    const names = (Object.keys(KINDS) as LossKind[]).filter((name) => !without.includes(name));
    const kinds = names.map((name): Kind => KINDS[name]);
    const plan = Array.from({ length: cases }, (_, n) => kinds[n % kinds.length] as Kind);
    const all = await forAll(plan, (kind) => begin(stage, staff, kind));
    const states = await forAll(all, ({ applicationId }) => stage.portal.status(applicationId));
    console.error(`${all.length} cases, and Temporal loses everything`);
    const signedMeanwhile = await loseTemporal(all, stage);
    await Promise.all(all.map(bringToEnd));
    // Counted once all have ended, a few at a time: each count has connections of its own.
    const endings = await forAll(all, endOf);
    const count = (ending: Ending): number => endings.filter((each) => each === ending).length;
    return {
      cases,
      states: counted(states.map(({ state }) => state)),
      signedMeanwhile,
      endedRight: count('right'),
      lost: count('lost'),
      duplicate: count('duplicate'),
    };
  }, env);
}
