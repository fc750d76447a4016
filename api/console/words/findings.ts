import type { Said } from './said.ts';

/** What the rules found. The sentence of each finding is the rule set's own. */
export const findings = {
  title: { ja: '見つかったこと', en: 'What was found' },
  ruleSet: (id: string): Said => ({ ja: `規則セット ${id}`, en: `Rule set ${id}` }),
  none: {
    ja: '自動の点検は、まだ終わっていません。結果は、ここに出ます。',
    en: 'The automatic check is not finished. What it finds will stand here.',
  },
  outcomes: {
    holds: { ja: '満たす', en: 'Holds' },
    refers: { ja: '判断', en: 'Judge' },
    waits: { ja: '待つ', en: 'Waits' },
    forbids: { ja: '不可', en: 'Forbids' },
  },
  toJudge: (count: number): Said => ({
    ja: `人の判断 ${count}`,
    en: count === 1 ? '1 to judge' : `${count} to judge`,
  }),
  allHold: (count: number): Said => ({
    ja: `${count}項目のすべてを満たしています。`,
    en: `All ${count} rules hold.`,
  }),
  holding: (count: number): Said => ({
    ja: `満たしている ${count}項目`,
    en: `${count} rules hold`,
  }),
  line: (line: number): Said => ({ ja: `${line}行目`, en: `line ${line}` }),
  compare: { ja: 'と見比べてください。', en: ': compare with it. ' },
  next: {
    refers: {
      ja: '証拠を見て、判断の理由を残します。',
      en: 'Look at the evidence, and give a reason.',
    },
    waits: {
      ja: 'だれも代われません。条件がそろうまで待ちます。',
      en: 'Nobody can stand in. It waits until the condition is met.',
    },
    jlis: {
      ja: '回答があるまで承認できません。',
      en: 'No approval before the answer.',
    },
    return: {
      ja: '申込者に補正をお願いします。',
      en: 'It goes back to the applicant for correction.',
    },
    refusal: {
      ja: '承認できません。人が却下を決めます。',
      en: 'It cannot be approved. A person decides on rejection.',
    },
  },
  overrides: {
    nobody: { ja: 'だれも代われません', en: 'Nobody may override' },
    A: { ja: '承認の1人で', en: 'One approver may' },
    A2: { ja: '承認の2人で', en: 'Two approvers may' },
    EA: { ja: '審査と承認の2人で', en: 'Examiner and approver may' },
  },
} as const;
