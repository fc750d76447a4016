/** Who may turn a switch off. */
export type OffBy = 'one' | 'oneOrMachine' | 'oneOrRoom' | 'two';

/** A stop switch: what it means when it is off, and who turns it (規則6条15号ロ・ト). */
export interface Switch {
  readonly ja: string;
  readonly offMeans: string;
  readonly offBy: OffBy;
  readonly onBy: 'two' | 'twoWithCustodian';
  /** The name carries what it stops: `portal:<id>`. */
  readonly hasSubject?: true;
}

/**
 * The stop switches. Turning off is easy and turning on takes two.
 *
 * No switch stops receiving a revocation request, recording a revocation, the CRL, OCSP, the
 * repository or the books: there is no row for them, and there must be none.
 */
export const switches = {
  automaticDecisions: {
    ja: '自動決定',
    offMeans: 'all to review, also what the machine approved and is not yet signed',
    offBy: 'oneOrMachine',
    onBy: 'two',
  },
  automaticIssuing: {
    ja: '自動の発行指示',
    offMeans: 'instruction by a person',
    offBy: 'oneOrMachine',
    onBy: 'two',
  },
  automaticRevocation: {
    ja: '失効の自動決定',
    offMeans: 'requests to a person',
    offBy: 'oneOrMachine',
    onBy: 'two',
  },
  allSigning: {
    ja: 'すべての署名',
    offMeans: 'the room signs no certificate; cases wait in issuing',
    offBy: 'oneOrRoom',
    onBy: 'twoWithCustodian',
  },
  suspension: {
    ja: '効力の一時停止',
    offMeans: 'no certificateHold',
    offBy: 'two',
    onBy: 'two',
  },
  portal: {
    ja: '受付窓口',
    offMeans: 'no new applications there; open cases to review',
    offBy: 'one',
    onBy: 'two',
    hasSubject: true,
  },
  route: {
    ja: '本人確認の方法',
    offMeans: 'no new applications there; open cases to review',
    offBy: 'one',
    onBy: 'two',
    hasSubject: true,
  },
  service: {
    ja: '認証業務',
    offMeans: 'no new applications there; open cases to review',
    offBy: 'one',
    onBy: 'two',
    hasSubject: true,
  },
  app: {
    ja: 'アプリ',
    offMeans: 'no new applications there; open cases to review',
    offBy: 'one',
    onBy: 'two',
    hasSubject: true,
  },
} as const satisfies Readonly<Record<string, Switch>>;

/** The kind of a switch: its name, or what stands before the colon. */
export type SwitchKind = keyof typeof switches;

/** What a switch stops, by its id: it stands in the books, where no name of a person may. */
const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/;

/** Returns the switch of a name such as `allSigning` or `portal:sample`; undefined if none is. */
export function findSwitch(name: string): Switch | undefined {
  const [kind = '', ...rest] = name.split(':');
  const table: Readonly<Record<string, Switch>> = switches;
  const found = Object.hasOwn(table, kind) ? table[kind] : undefined;
  const subject = rest.join(':');
  const isNamed = found?.hasSubject === true ? SUBJECT.test(subject) : rest.length === 0;
  return isNamed ? found : undefined;
}

/** Whether one person turns it off. `suspension` takes two either way: no form that one person sends turns it. */
export const isSwitchedByOne = (name: string): boolean => {
  const found = findSwitch(name);
  return found !== undefined && found.offBy !== 'two';
};

/** Causes for which somebody stops; `switch.set` bears the code. */
export const stopCauses = [
  'suspectedError',
  'suspectedMisuse',
  'equipmentFailure',
  'unusualNumbers',
  'portalTrouble',
  'instructedByAuthority',
  'maintenance',
  'other',
] as const;

/** What was mended before a switch goes on again. */
export const resumeCauses = [
  'causeRemoved',
  'noFaultFound',
  'fixDeployed',
  'equipmentRepaired',
  'maintenanceEnded',
  'authorityAgreed',
  'other',
] as const;
