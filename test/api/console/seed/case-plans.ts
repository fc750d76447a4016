import { decide } from '../../../../domain/decision/decide.ts';
import type { FactSet } from '../../../../domain/decision/vocabulary.ts';
import { ruleSet202612 } from '../../../../domain/decision/rules/2026-12.ts';
import type { ApplicationText } from '../../../../domain/application/signed-text.ts';
import { vectors } from '../../../domain/vectors.ts';

/** A case to be seeded: who applies, what the facts are, where the case stands. People are invented. */
export interface CasePlan {
  readonly id: string;
  /** Exact text to be signed, instead of one made of the rest. */
  readonly document?: string;
  /** Name as the applicant writes it. */
  readonly name: string;
  /** Name and flags on the card, where they differ. */
  readonly card?: { readonly name: string; readonly substitutes: string };
  readonly birthDate?: string;
  readonly address?: string;
  readonly gender?: string;
  readonly substitutes?: ApplicationText['substitutes'];
  readonly keyDelivery?: 'simultaneous' | 'code';
  readonly edition?: number;
  /** Minutes before the clock of the seed. */
  readonly receivedAgo: number;
  readonly base: string;
  readonly facts?: FactSet;
  readonly state: string;
  /** Minutes from the clock of the seed. */
  readonly stateDeadlineIn?: number;
  readonly nextAttemptIn?: number;
}

/** The clock of the seed: 10:20 on Tuesday, 1 December 2026, in Japan. */
export const SEED_NOW = new Date('2026-12-01T10:20:00+09:00');

const HOUR = 60;
const DAY = 24 * HOUR;

const workedExample = vectors.texts.find(({ id }) => id === 'i');

/** The worked example (i) of the decisions: decided by the machine, issued. */
export const WORKED_EXAMPLE: CasePlan = {
  id: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  document: workedExample?.text ?? '',
  name: '山田　花子',
  birthDate: '1990-04-12',
  gender: '2',
  address: '東京都清瀬市中里５－８４２',
  receivedAgo: 49,
  base: 'jpkiSimultaneous',
  state: 'issued',
};

/** The case of the pictures: two characters that the card cannot write, and J-LIS silent. */
export const SUBSTITUTES: CasePlan = {
  id: '019ad7e1-30c4-7a4e-8b5d-5f1e2d3c4b5a',
  name: '\u{20bb7}田　葛\u{e0100}子',
  card: { name: '吉田　葛子', substitutes: '10010' },
  birthDate: '1984-03-09',
  gender: '2',
  address: '東京都清瀬市野塩四丁目５－６',
  substitutes: 'residentRecord',
  receivedAgo: 68,
  base: 'jpkiSilent',
  facts: {
    nameMatch: 'explainable',
    nameExplanations: ['variantKanji', 'variationSelector'],
    nameSubstitutes: 'present',
    substituteBasis: 'residentRecord',
    nameCharacters: 'rare',
    personsFromThisDevice30Days: 3,
  },
  state: 'waiting',
  nextAttemptIn: 25,
};

/** Cases that stand in every place of the list. */
export const CASE_PLANS: readonly CasePlan[] = [
  WORKED_EXAMPLE,
  SUBSTITUTES,
  {
    id: '019ad7c0-0a11-7f00-9c2d-1a2b3c4d5e01',
    name: '齋藤　あかり',
    receivedAgo: 3 * DAY,
    base: 'jpkiSimultaneous',
    facts: { personsFromThisDevice30Days: 3, personsOnThisContact30Days: 3 },
    state: 'review',
    stateDeadlineIn: -40,
  },
  {
    id: '019ad7c4-1b22-7e10-8a3e-2b3c4d5e6f02',
    name: '髙橋　涼太',
    card: { name: '高橋　涼太', substitutes: '00000' },
    receivedAgo: 2 * DAY,
    base: 'jpkiSimultaneous',
    facts: { nameMatch: 'explainable', nameExplanations: ['variantKanji'] },
    state: 'review',
    stateDeadlineIn: 4 * HOUR + 58,
  },
  {
    id: '019ad7c9-2c33-7d20-9b4f-3c4d5e6f7003',
    name: '長谷川　凛',
    receivedAgo: 2 * DAY - 90,
    base: 'jpkiCompromised',
    state: 'review',
    stateDeadlineIn: 6 * HOUR + 40,
  },
  {
    id: '019ad7d2-3d44-7c30-8c50-4d5e6f708104',
    name: 'NGUYEN　VAN AN',
    receivedAgo: DAY - 30,
    base: 'jpkiSimultaneous',
    facts: { residence: 'abroad' },
    state: 'review',
    stateDeadlineIn: DAY + 5 * HOUR,
  },
  {
    id: '019ad7d6-4e55-7b40-9d61-5e6f70819205',
    name: '渡邉　三郎',
    receivedAgo: DAY - 200,
    base: 'jpkiSilent',
    state: 'waiting',
    nextAttemptIn: 40,
  },
  {
    id: '019ad7e9-5f66-7a50-8e72-6f708192a306',
    name: '小林　美和',
    keyDelivery: 'code',
    receivedAgo: 5 * HOUR,
    base: 'jpkiCode',
    state: 'keyDelivery',
    stateDeadlineIn: 28 * DAY,
  },
  {
    id: '019ad7f8-6077-7950-9f83-708192a3b407',
    name: '加藤　悠',
    receivedAgo: 2,
    base: 'jpkiSimultaneous',
    state: 'checking',
  },
  {
    id: '019ad7b0-7188-7840-8094-8192a3b4c508',
    name: '佐々木　健',
    card: { name: '佐々木　健一', substitutes: '000000' },
    receivedAgo: 4 * DAY,
    base: 'jpkiSimultaneous',
    facts: { nameMatch: 'different' },
    state: 'returned',
    stateDeadlineIn: 26 * DAY,
  },
  {
    id: '019ad7a1-8299-7730-91a5-92a3b4c5d609',
    name: '山口　大輔',
    receivedAgo: 6 * DAY,
    base: 'jpkiSimultaneous',
    state: 'issued',
  },
];

/** Facts of a plan and what the rules say of them. */
export function judged({ base, facts = {} }: CasePlan) {
  const whole: FactSet = { ...vectors.bases[base], ...facts };
  return { facts: whole, verdict: decide(whole, ruleSet202612) };
}
