import { randomUUID } from 'node:crypto';

import { BUILDINGS, FEMALE_NAMES, MALE_NAMES, SURNAMES, TOWNS } from './names.ts';
import { PLACES } from './places.ts';
import type { Place } from './places.ts';
import { SeededRandom } from './random.ts';

export type { Place } from './places.ts';

/** An invented person as the certificate on their card states them. */
export interface Person {
  /** 氏名, family and given name apart by U+3000, in the certificate's characters. */
  readonly name: string;
  /** Name as the person writes it on an application; the same unless there is a story to it. */
  readonly writtenName: string;
  /** One digit a character of the name, 1 where it stands in for another (代替文字). */
  readonly nameSubstitutes: string;
  /** A day of the Gregorian calendar, `YYYY-MM-DD`. */
  readonly birthDate: string;
  /** 1 男, 2 女; others occur and their meaning is disputed. */
  readonly gender: string;
  readonly address: string;
  readonly addressSubstitutes: string;
  readonly place: Place;
}

/** What to fix about a person; the rest is drawn from the seed. */
export interface PersonOptions extends Partial<Person> {
  /** The same seed draws the same person; without one every call draws another. */
  readonly seed?: string;
  /** Family name to put before a drawn given name. */
  readonly surname?: string;
  /** How the person writes that family name, if otherwise. */
  readonly writtenSurname?: string;
}

const noSubstitutes = (text: string): string => '0'.repeat(Array.from(text).length);

const fullWidth = (n: number): string =>
  String(n).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/** An address in the notation seen on cards: full-width digits, U+FF0D between them. */
function drawAddress(random: SeededRandom, place: Place): string {
  const numbers = [random.integer(1, 6), random.integer(1, 30), random.integer(1, 24)];
  const house = `${place.address}${random.pick(TOWNS)}${numbers.map(fullWidth).join('－')}`;
  if (!random.oneIn(3)) return house;
  const room = random.integer(1, 9) * 100 + random.integer(1, 8);
  return `${house}　${random.pick(BUILDINGS)}${fullWidth(room)}`;
}

function drawBirthDate(random: SeededRandom): string {
  const day = new Date(Date.UTC(random.integer(1938, 2004), 0, random.integer(1, 365)));
  return day.toISOString().slice(0, 10);
}

/**
 * Invents a person. Whatever is not given is drawn from the seed; the draws keep their order, so
 * fixing one trait leaves the others as they were.
 */
export function createPerson(options: PersonOptions = {}): Person {
  const random = new SeededRandom(options.seed ?? randomUUID());
  const drawnPlace = random.pick(PLACES);
  const drawnGender = random.pick(['1', '2']);
  const drawnSurname = random.pick(SURNAMES);
  const drawnBirthDate = drawBirthDate(random);

  const gender = options.gender ?? drawnGender;
  const given = random.pick(gender === '2' ? FEMALE_NAMES : MALE_NAMES);
  const surname = options.surname ?? drawnSurname;
  const name = options.name ?? `${surname}　${given}`;
  const writtenName =
    options.writtenName ??
    (options.writtenSurname === undefined ? name : `${options.writtenSurname}　${given}`);

  const place =
    options.place ??
    PLACES.find((known) => options.address?.startsWith(known.address)) ??
    drawnPlace;
  const address = options.address ?? drawAddress(random, place);
  return {
    name,
    writtenName,
    nameSubstitutes: options.nameSubstitutes ?? noSubstitutes(name),
    birthDate: options.birthDate ?? drawnBirthDate,
    gender,
    address,
    addressSubstitutes: options.addressSubstitutes ?? noSubstitutes(address),
    place,
  };
}

/** One otherName of the certificate: the last arc of its OID, and its text. */
export interface Attribute {
  readonly number: number;
  readonly value: string;
}

const ERAS = [
  ['5', '2019-05-01'],
  ['4', '1989-01-08'],
  ['3', '1926-12-25'],
  ['2', '1912-07-30'],
] as const;

/** Birth date as the certificate states it: era digit, then the Gregorian date. */
export function encodedBirthDate(birthDate: string): string {
  const [era] = ERAS.find(([, firstDay]) => birthDate >= firstDay) ?? ['1'];
  return era + birthDate.replaceAll('-', '');
}

/** The six attributes in the order seen on real cards: 1, 4, 3, 5, 2, 6. */
export const attributesOf = (person: Person): Attribute[] => [
  { number: 1, value: person.name },
  { number: 4, value: encodedBirthDate(person.birthDate) },
  { number: 3, value: person.gender },
  { number: 5, value: person.address },
  { number: 2, value: person.nameSubstitutes },
  { number: 6, value: person.addressSubstitutes },
];
