import type { ApplicationText } from '../../../domain/application/signed-text.ts';
import { compareNames } from '../../../domain/identity/names.ts';
import { eraYearOf } from '../clock.ts';
import { application } from '../words/case-list.ts';
import { casePage } from '../words/case-page.ts';
import type { Said } from '../words/said.ts';
import type { Signer } from './case-evidence.ts';
import { nameColumns, type NameColumns } from './name-comparison.ts';

const words = casePage.values;

/** One value beside the name: what stands in the certificate, or that it does not. */
export interface ValueView {
  readonly name: Said;
  /** The value does not stand in the certificate. */
  readonly isAbsent?: true;
  /** Text as it was written, in its own language. */
  readonly text?: string;
  /** Fixed width. */
  readonly isCode?: true;
  readonly said?: Said;
  readonly more?: Said | undefined;
  readonly hex?: string;
  readonly verdict: { readonly word: Said; readonly isGood: boolean } | undefined;
  readonly note?: Said;
}

/** What the comparison of names comes to, in words. */
export interface NameVerdict {
  readonly kind: 'good' | 'explained' | 'different';
  readonly strong: Said;
  readonly more: Said;
}

/** What will stand in the certificate, beside what the applicant's certificate says. */
export interface ValuesView {
  readonly names: NameColumns;
  /** Whose name the second row has. */
  readonly other: 'card' | 'unreadable' | 'none';
  readonly verdict: NameVerdict | undefined;
  readonly values: readonly ValueView[];
}

const join = (list: readonly Said[]): Said => ({
  ja: list.map(({ ja }) => ja).join('、'),
  en: list.map(({ en }) => en).join(', '),
});

const both = (first: Said, second: Said): Said => ({
  ja: `${first.ja}${second.ja}`,
  en: [first.en, second.en].filter(Boolean).join(' '),
});

/** Numbers of the columns that carry a flag, as the table counts them. */
const placesOf = ({ columns }: NameColumns): number[] =>
  columns.flatMap(({ flag }, index) => (flag ? [index + 1] : []));

function verdictOf(ours: string, theirs: string, names: NameColumns): NameVerdict {
  const { match, explanations } = compareNames(ours, theirs);
  const flagged = words.flaggedAt(placesOf(names));
  if (match === 'identical') {
    return names.flagged > 0
      ? {
          kind: 'explained',
          strong: words.identicalWithSubstitutes(names.flagged),
          more: words.identical.more,
        }
      : { kind: 'good', strong: words.identical.strong, more: words.identical.more };
  }
  if (match === 'different') {
    return {
      kind: 'different',
      strong: words.different(names.differences),
      more: both(words.otherName, flagged),
    };
  }
  const reasons = explanations.map((each) => words.explanation[each]);
  return {
    kind: 'explained',
    strong: words.explained(names.differences),
    more: both(both(words.reasons(join(reasons)), flagged), words.stands),
  };
}

const good = (word: Said) => ({ word, isGood: true });

function orderValues({ orders, keys }: ApplicationText, maxMonths: number): ValueView[] {
  return orders.flatMap(({ certificateType, validityMonths }, index): ValueView[] => {
    const number = orders.length > 1 ? ` ${index + 1}` : '';
    const named = (name: Said): Said => ({ ja: name.ja + number, en: name.en + number });
    const spki = keys.delivery === 'simultaneous' ? keys.spkiSha256[index] : undefined;
    const isWithin = validityMonths <= maxMonths;
    return [
      {
        name: named(words.kind),
        said: application.certificateTypes[certificateType],
        verdict: undefined,
      },
      {
        name: named(words.validity),
        said: words.fromIssue(validityMonths),
        more: words.limit(maxMonths),
        verdict: { word: isWithin ? words.withinLimit : words.beyondLimit, isGood: isWithin },
      },
      spki === undefined
        ? { name: named(words.key), said: words.keyLater, verdict: undefined, note: words.later }
        : { name: named(words.key), hex: spki, verdict: good(words.inText) },
    ];
  });
}

function cardValues(signer: Signer): ValueView[] {
  const { certificate } = signer;
  if (certificate.encoding === 'unreadable') return [];
  const { birthDate, attributes } = certificate;
  const note = words.fromCard;
  const born: ValueView = {
    name: words.birthDate,
    isAbsent: true,
    ...(birthDate.verdict === 'known'
      ? { text: birthDate.date, more: eraYearOf(birthDate.date) }
      : { said: words.unknownDate }),
    verdict: undefined,
    note,
  };
  const { address } = attributes.values;
  const lives: ValueView[] =
    address === undefined
      ? []
      : [{ name: words.address, isAbsent: true, text: address, verdict: undefined, note }];
  return [born, ...lives];
}

function textValues(text: ApplicationText): ValueView[] {
  const note = words.fromText;
  const { address, birthDate, previousCertificates } = text;
  return [
    ...(birthDate === undefined
      ? []
      : [
          {
            name: words.birthDate,
            isAbsent: true as const,
            text: birthDate,
            more: eraYearOf(birthDate),
            verdict: undefined,
            note,
          },
        ]),
    ...(address === undefined
      ? []
      : [
          {
            name: words.address,
            isAbsent: true as const,
            text: address,
            verdict: undefined,
            note,
          },
        ]),
    ...(previousCertificates === 'none'
      ? []
      : [
          {
            name: words.previous,
            said: words.previousKinds[previousCertificates],
            verdict: undefined,
          },
        ]),
  ];
}

/** Compares what the text asks for with the certificate that signed it. */
export function valuesView(
  text: ApplicationText,
  signer: Signer | undefined,
  maxMonths: number,
): ValuesView {
  const certificate = signer?.certificate;
  const card = certificate?.encoding === 'unreadable' ? undefined : certificate?.attributes.values;
  const theirs = card?.commonName;
  const names = nameColumns(text.name, theirs, card?.substituteCharacterOfCommonName);
  const other = theirs !== undefined ? 'card' : certificate === undefined ? 'none' : 'unreadable';
  return {
    names,
    other,
    verdict: theirs === undefined ? undefined : verdictOf(text.name, theirs, names),
    values: [
      {
        name: words.subjectNumber,
        text: text.applicationId,
        isCode: true,
        verdict: good(words.sameAsNumber),
      },
      ...orderValues(text, maxMonths),
      ...textValues(text),
      ...(signer ? cardValues(signer) : []),
    ],
  };
}
