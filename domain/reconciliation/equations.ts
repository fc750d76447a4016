import type { Equation } from './equation.ts';

/**
 * The equations that office and room can be held to today, by their number in the records (§4). A figure
 * is counted since the beginning, unless its query says otherwise.
 */
export const equations = {
  Q1: {
    halts: true,
    says: {
      ja: '帳簿は欠けず、書き足した分まで第二の媒体にもあります。',
      en: 'No entry of either log is missing, and the second medium holds all of it.',
    },
    checks: [
      'office.rows = office.next',
      'office.withoutEntry = 0',
      'office.waitingOver10s = 0',
      'office.notOnSecondMedium = 0',
      'office.tipDiffers = 0',
      'room.rows = room.next',
      'room.rows = room.tip',
      'room.notOnSecondMedium = 0',
      'room.tipDiffers = 0',
    ],
  },
  Q2: {
    halts: false,
    says: {
      ja: '案件ごとの番号に、抜けも重なりもありません。',
      en: 'The numbers of each case have neither gap nor repeat.',
    },
    checks: [
      'office.largestSeqs = office.entries',
      'office.casesOff = 0',
      'room.largestSeqs = room.entries',
      'room.casesOff = 0',
    ],
  },
  Q3: {
    halts: false,
    says: {
      ja: '届いたものは、すべて反映したか、断ったか、待っているかです。',
      en: 'Whatever arrived was applied, refused, or is waiting.',
    },
    checks: [
      'office.received = office.applied + office.refused + office.pending',
      'office.received = office.receiptEntries',
      'office.refused = office.refusedEntries',
      'office.pendingOver5min = office.pendingForJlis',
    ],
  },
  Q4: {
    halts: false,
    says: {
      ja: '受け付けた申込みは、どれも開いているか、結末があります。',
      en: 'Each application received is open or has its end.',
    },
    checks: [
      'office.received = office.rows',
      'office.rows = office.open + office.issued + office.rejected + office.withdrawn + office.lapsed',
    ],
  },
  Q5: {
    halts: false,
    says: {
      ja: '承認には、同じ事実の点検が先にあります。',
      en: 'Before each approval stands an evaluation of the same facts.',
    },
    checks: ['office.approved = office.voided + office.standing', 'office.withoutEvaluation = 0'],
  },
  Q6: {
    halts: false,
    says: {
      ja: '自動の承認には、その時の責任を有する者がいます。',
      en: 'Each approval by the machine names who answered for it at that time.',
    },
    checks: ['office.machineOff = 0', 'office.peopleOff = 0'],
    leftOut: 'how many assertions the findings ask for, and that the persons differ',
  },
  Q7: {
    halts: false,
    says: {
      ja: '承認した注文は、発行したか、開いているか、取りやめたかです。',
      en: 'Each order approved was issued, is open, or was abandoned.',
    },
    checks: [
      'office.approvedOrders = office.rows',
      'office.standing = office.received + office.open + office.abandoned',
      'office.instructed = office.approvalsInstructed',
    ],
  },
  Q8: {
    halts: true,
    says: {
      ja: '発行の予告は、証明書になったか、1時間以内のものです。',
      en: 'Each intent became a certificate or is younger than an hour.',
    },
    checks: [
      'room.intended = room.rows',
      'room.intended = room.completed + room.abandoned + room.open',
      'room.openOver1h = 0',
    ],
  },
  Q9: {
    halts: true,
    says: {
      ja: '鍵の署名の回数が、作った証明書の数に合います。',
      en: 'The signatures of each key fit the certificates made with it.',
    },
    checks: [
      'room.certificates ≤ room.signatures',
      'room.signatures ≤ room.attempts',
      'room.keysOff = 0',
      'room.counted ≤ room.signatures',
      'room.keysNotCounted = 0',
    ],
    leftOut:
      'a counter of the HSM: SoftHSM has none, and the room’s own is held against the log; so no `operation.recorded` explains a difference yet',
  },
  Q10: {
    halts: true,
    says: {
      ja: '部屋と登録局の証明書は同じで、1つの注文に1通です。',
      en: 'Room and office have the same certificates, one an order.',
    },
    checks: [
      'room.completed = room.certificates',
      'room.certificates = room.serials',
      'room.ordersTwice = 0',
      'office.received = office.certificates',
      'office.certificates = office.serials',
      'office.ordersTwice = 0',
      'office.settled = room.settled',
      'office.settledDigest = room.settledDigest',
    ],
  },
  Q13: {
    halts: false,
    says: {
      ja: '失効の請求は、どれも認めたか、断ったか、調べているかです。',
      en: 'Each request for revocation is granted, refused, or being looked at.',
    },
    checks: [
      'office.requested = office.refused + office.granted + office.open',
      'office.granted = office.grantedEntries',
      'office.refused = office.refusedEntries',
      'office.openOver72h = 0',
    ],
  },
  Q14: {
    halts: false,
    says: {
      ja: '認めた失効は15分で記録し、60分で公開し、どちらもお知らせしました。',
      en: 'What was granted is recorded in 15 minutes, published in 60, and told both times.',
    },
    checks: [
      'office.granted = office.recorded + office.grantedUnder15min',
      'office.recorded = office.published + office.recordedUnder60min',
      'office.recordedUntold = 0',
      'office.publishedUntold = 0',
      'office.settled = room.settled',
    ],
  },
  Q15: {
    halts: false,
    says: {
      ja: '緊急の失効は、どれも60分のうちに別の人が確かめました。',
      en: 'Each emergency revocation was confirmed by another person within the hour.',
    },
    checks: [
      'office.granted = office.confirmed + office.under60min',
      'office.confirmed = office.confirmedEntries',
    ],
  },
  Q18: {
    halts: false,
    says: {
      ja: '識別符号の案件は、符号を使ってから発行しています。',
      en: 'Cases with a code were issued after the code was redeemed.',
    },
    checks: ['office.issuedByCode ≤ room.redeemed', 'room.redeemedTwice = 0'],
  },
  Q19: {
    halts: false,
    says: {
      ja: 'J-LISへの照会は、回答があるか、回答なしと記録しています。',
      en: 'Each question to J-LIS has its answer, or is known to have none.',
    },
    checks: ['office.asked = office.rows', 'office.asked = office.answered + office.unanswered'],
    leftOut: 'the usage report to J-LIS, which is not made here yet',
  },
  Q20: {
    halts: false,
    says: {
      ja: '発行した証明書は、受領の確認があるか、期限内か、確認なしと記録しています。',
      en: 'Each certificate was received, is within its time, or is recorded as missed.',
    },
    checks: [
      'office.issued = office.accepted + office.awaited + office.missed + office.endedBefore',
      'office.issued = office.certificates',
      'office.acceptedEntries = office.accepted',
      'office.missedEntries = office.everMissed',
      'office.overdue1h = 0',
    ],
  },
  Q21: {
    halts: false,
    says: {
      ja: '承認した版の前に、重要事項を説明しています。',
      en: 'The explanation was shown before each version that was approved.',
    },
    checks: ['office.withoutExplanation = 0'],
  },
  Q22: {
    halts: false,
    says: {
      ja: '帳簿が名指す証拠はすべてあり、名のない物は残っていません。',
      en: 'All evidence that entries name is there, and nothing else stays.',
    },
    checks: ['office.missing = 0', 'office.unnamedOver1day = 0', 'office.documentsMissing = 0'],
    leftOut:
      'whether the octets open to their hash (that is `toroku verify`), and what the room alone keeps',
  },
  Q24: {
    halts: false,
    says: {
      ja: '開いている案件には流れが1つずつあり、ほかに流れはありません。',
      en: 'Each open case has a run, and no run is without an open case.',
    },
    checks: [
      'office.openCases = office.openRuns',
      'office.runsWithoutCase = 0',
      'office.runsOver13Months = 0',
    ],
    leftOut: 'closed runs against `run.closed` and archived histories, which are not written yet',
  },
  Q25: {
    halts: false,
    says: {
      ja: 'その日の毎時、互いの帳簿と外の証人に控えがあります。',
      en: 'Each hour of the day was anchored in the other log and cosigned.',
    },
    checks: [
      'office.hoursWithoutAnchor = 0',
      'office.hoursWithoutCosignature = 0',
      'office.stampsExpected ≤ office.stamps',
      'room.hoursWithoutAnchor = 0',
      'room.hoursWithoutCosignature = 0',
      'room.stampsExpected ≤ room.stamps',
    ],
    leftOut:
      'that the other log really signed what is anchored: that is verified before it is recorded, and by `toroku verify`',
  },
  Q26: {
    halts: false,
    says: {
      ja: '個人情報の閲覧は、どの行も帳簿に入り、目的があります。',
      en: 'Each read of personal data came into the book, with its purpose.',
    },
    checks: [
      'office.bookedRows = office.closedRows',
      'office.openOver2h = 0',
      'office.withoutPurpose = 0',
    ],
    leftOut: 'that a session was open: portals and exports read without one',
  },
  Q27: {
    halts: false,
    says: {
      ja: '二者の承認は、どれも別の二人によります。',
      en: 'Each act under dual control is of two different persons.',
    },
    checks: ['office.effective = office.actsOfTwo', 'room.effective = room.actsOfTwo'],
    leftOut: 'permissions in force: roles from before there were entries have none',
  },
  Q28: {
    halts: false,
    says: {
      ja: '保存の期間を過ぎた鍵は消してあり、消した鍵は残っていません。',
      en: 'Keys past their time are destroyed, and none of those is found.',
    },
    checks: ['office.due = 0', 'office.erasedEntries = office.erased', 'office.erasedWithKey = 0'],
    leftOut: 'backups: no list of them is kept yet',
  },
} as const satisfies Readonly<Record<string, Equation>>;

/** Number of an equation that is evaluated. */
export type EquationNo = keyof typeof equations;

/** The numbers, in order. */
export const EQUATION_NOS = Object.keys(equations) as readonly EquationNo[];

/** Equations of the records that cannot be evaluated, and why. They never count as passed. */
export const notEvaluated = {
  Q11: 'there are no OCSP answers yet',
  Q12: 'there are no CRLs yet but the last one of a compromised key',
  Q16: 'there are no codes yet',
  Q17: 'there are no letters yet',
  Q23: 'there is no register of originals yet',
  Q29: 'no entry logs are imported yet',
  Q30: 'there is no page of statistics yet',
} as const satisfies Readonly<Record<string, string>>;

/** The equation of a number, without the narrowness of the table. */
export const equationOf = (no: EquationNo): Equation => equations[no];
