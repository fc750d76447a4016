import { charactersOf } from '../../domain/identity/name-characters.ts';
import type { SubjectAttribute } from '../../domain/issuance/certificate-profiles.ts';
import type { Lint, Linted } from './lint.ts';

/** Said a second time, apart from the code that builds the name. */
const TYPES: Readonly<Record<SubjectAttribute, string>> = {
  countryName: '2.5.4.6',
  organizationName: '2.5.4.10',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
};

const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;

/** Longest values in characters: ub-organization-name, ub-common-name, ub-serial-number. */
const CHARACTERS_MAX = 64;

/** X.680 §41.4. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** What is not seen, or turns the text around it; a second table beside the pinned one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether every value of a string type keeps a rule. */
const everyOf = (
  { read: { attributes } }: Linted,
  tag: number,
  holds: (text: string) => boolean,
): boolean => attributes.every((attribute) => attribute.tag !== tag || holds(attribute.text));

const valueAsked = (attribute: SubjectAttribute, { asked }: Linted): string => {
  if (attribute === 'countryName') return 'JP';
  if ('name' in asked) {
    if (attribute === 'commonName') return asked.name;
    return attribute === 'serialNumber' ? asked.subjectSerialNumber : '';
  }
  if (attribute === 'commonName') return asked.commonName;
  return attribute === 'organizationName' ? asked.organization : '';
};

/** Code points; a character of the bounds of RFC 5280 is one of ISO 10646. */
function codePointsOf(text: string): number[] {
  const codePoints: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (codePoint > 0xffff) at += 1;
    codePoints.push(codePoint);
  }
  return codePoints;
}

/** No code point takes more than two units of UTF-16, and none takes less than one. */
const isShort = (text: string): boolean =>
  text.length <= CHARACTERS_MAX || codePointsOf(text).length <= CHARACTERS_MAX;

function isShown(text: string): boolean {
  if (UNSEEN.test(text)) return false;
  const characters = charactersOf(codePointsOf(text));
  return characters === 'ordinary' || characters === 'rare';
}

/** Rules about the subject. */
export const SUBJECT_LINTS: readonly Lint[] = [
  {
    id: 'subjectAttributes',
    source: 'RFC 5280 §4.1.2.6, 規則6条8号',
    // Exactly the profile's: no address, no birth date, no office that somebody holds.
    holds: ({ read: { attributes }, shape: { subject } }) =>
      attributes.length === subject.length &&
      attributes.every(({ type }, n) => type === TYPES[subject[n] ?? 'countryName']),
  },
  {
    id: 'subjectRelatives',
    source: 'X.501 §9.3',
    holds: ({ read }) => read.attributes.every(({ relatives }) => relatives === 1),
  },
  {
    id: 'subjectDecided',
    source: '規則6条5号ハ',
    holds: (of) =>
      of.shape.subject.every((attribute, n) => {
        const read = of.read.attributes[n];
        return read !== undefined && read.text === valueAsked(attribute, of);
      }),
  },
  {
    id: 'subjectStringTypes',
    source: 'RFC 5280 §4.1.2.4, Appendix A.1',
    holds: ({ read }) =>
      read.attributes.every(({ type, tag }) =>
        type === TYPES.countryName || type === TYPES.serialNumber
          ? tag === PRINTABLE_STRING
          : tag === UTF8_STRING,
      ),
  },
  {
    id: 'printableString',
    source: 'X.680 §41.4',
    holds: (of) => everyOf(of, PRINTABLE_STRING, (text) => PRINTABLE.test(text)),
  },
  {
    id: 'country',
    source: 'RFC 5280 Appendix A.1 (ISO 3166)',
    holds: ({ read }) =>
      read.attributes.every(
        (attribute) => attribute.type !== TYPES.countryName || attribute.text === 'JP',
      ),
  },
  {
    id: 'valueLengths',
    source: 'RFC 5280 Appendix A.1 (ub-common-name)',
    holds: ({ read }) => read.attributes.every(({ text }) => text.length > 0 && isShort(text)),
  },
  {
    id: 'characters',
    source: '規則6条5号ハ',
    holds: (of) => everyOf(of, UTF8_STRING, isShown),
  },
];
