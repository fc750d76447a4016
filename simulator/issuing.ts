import { createPublicKey, randomBytes, randomInt, randomUUID } from 'node:crypto';

import type { Authorities } from './authority.ts';
import { signatureAuthorityOn } from './authority-specs.ts';
import type { AuthorityId } from './authority-specs.ts';
import { Card } from './card.ts';
import type { KeyPool } from './keys.ts';
import { attributesOf, createPerson } from './person.ts';
import type { Person, PersonOptions } from './person.ts';
import { personaOf } from './personas.ts';
import type { PersonaName } from './personas.ts';
import type { Persona } from './personas/persona.ts';
import { authenticationCertificate, fifthBirthdayEnd, signatureCertificate } from './profile.ts';
import { SeededRandom } from './random.ts';
import type { Registry } from './registry.ts';
import type { StatusChange } from './status.ts';

const DAY_MS = 86_400_000;

/** What issuing works with. */
export interface IssuingOptions {
  readonly authorities: Authorities;
  readonly registry: Registry;
  readonly keys: KeyPool;
  readonly clock: () => Date;
  readonly ocspUrl: string | null;
}

/** What may be fixed about a card beyond its persona or person. */
export interface CardOptions {
  /** Draws person and day of issue; the same seed draws the same. */
  readonly seed?: string;
  /** Traits that win over the persona's. */
  readonly person?: PersonOptions;
  readonly issuedAt?: Date;
  readonly issuer?: AuthorityId;
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);

/** A birthday half a year ago, `age` years back. */
function birthDateAtAge(now: Date, age: number): string {
  const birthday = daysBefore(now, 182);
  birthday.setUTCFullYear(birthday.getUTCFullYear() - age);
  return birthday.toISOString().slice(0, 10);
}

function personFor(persona: Persona, options: CardOptions & { seed: string }, now: Date): Person {
  return createPerson({
    ...(persona.age === undefined ? {} : { birthDate: birthDateAtAge(now, persona.age) }),
    ...persona.person,
    ...options.person,
    seed: options.seed,
  });
}

function issueDate(persona: Persona, options: CardOptions & { seed: string }, now: Date): Date {
  if (options.issuedAt) return options.issuedAt;
  if (persona.issuedAt !== undefined) return new Date(persona.issuedAt);
  const drawn = new SeededRandom(`issue of ${options.seed}`).integer(30, 729);
  return daysBefore(now, persona.issuedDaysAgo ?? drawn);
}

/** Status of the persona's certificate; a revocation took effect one day ago, or is to come. */
function initialState(persona: Persona, now: Date): StatusChange | undefined {
  const days = persona.revokedInMinutes === undefined ? 1 : -persona.revokedInMinutes / (24 * 60);
  const since = daysBefore(now, days).toISOString();
  const behaviour = persona.behaviour ? { behaviour: persona.behaviour } : undefined;
  switch (persona.status) {
    case undefined:
      return behaviour;
    case 'unknown':
      return { ...behaviour, status: { status: 'unknown' } };
    case 'onHold':
      return { ...behaviour, status: { status: 'onHold', since } };
    default:
      return {
        ...behaviour,
        status: { status: 'revoked', reason: persona.status, revokedAt: since },
      };
  }
}

/**
 * Identifier in the subject: time of issue, municipality, a number, a letter. Only that it begins
 * with the time is known of the real one.
 */
const signatureCommonName = (person: Person, issuedAt: Date): string =>
  issuedAt.toISOString().replace(/\D/g, '').slice(0, 14) +
  person.place.code +
  String(randomInt(1000)).padStart(3, '0') +
  'A';

/** Identifier of an authentication certificate, in the shape of `997794E9AGCIEG13221003A`. */
const authenticationCommonName = (person: Person): string =>
  randomBytes(7).toString('hex').toUpperCase() +
  person.place.code +
  String(randomInt(1000)).padStart(3, '0') +
  'A';

interface CertificateRequest {
  readonly persona: Persona;
  readonly person: Person;
  readonly issuer: AuthorityId;
  readonly issuedAt: Date;
  readonly serialNumber: string;
  readonly spki: Buffer;
}

async function issueCertificate(
  request: CertificateRequest,
  options: Pick<IssuingOptions, 'authorities' | 'ocspUrl'>,
): Promise<Buffer> {
  const { persona, person, issuedAt } = request;
  const isAuthentication = persona.certificate === 'authentication';
  const fields = {
    issuer: await options.authorities.get(request.issuer),
    serialNumber: Buffer.from(request.serialNumber, 'hex'),
    commonName: isAuthentication
      ? authenticationCommonName(person)
      : signatureCommonName(person, issuedAt),
    place: person.place,
    spki: request.spki,
    ocspUrl: options.ocspUrl,
    notBefore: issuedAt,
    notAfter: fifthBirthdayEnd(person.birthDate, issuedAt),
  };
  if (isAuthentication) return fields.issuer.issue(authenticationCertificate(fields));
  const attributes = attributesOf(person);
  return fields.issuer.issue(
    signatureCertificate(fields, persona.alter?.(attributes) ?? attributes),
  );
}

/** Issues a card to a persona, or to a person about whom nothing else is special. */
export async function issueCard(
  who: PersonaName | Person,
  given: CardOptions,
  options: IssuingOptions,
): Promise<Card> {
  const now = options.clock();
  const seeded = { ...given, seed: given.seed ?? randomUUID() };
  const persona = typeof who === 'string' ? personaOf(who) : personaOf('ordinary');
  const person = typeof who === 'string' ? personFor(persona, seeded, now) : who;

  const issuedAt = issueDate(persona, seeded, now);
  const issuer = given.issuer ?? persona.issuer ?? signatureAuthorityOn(issuedAt);
  const serialNumber = options.registry.takeSerialNumber();
  const keyIndex = options.keys.indexFor(Number.parseInt(serialNumber, 16), persona.key);
  const key = await options.keys.key(keyIndex);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const certificate = await issueCertificate(
    { persona, person, issuer, issuedAt, serialNumber, spki },
    options,
  );
  const record = {
    serialNumber,
    issuer,
    keyIndex,
    certificate,
    person,
    persona: typeof who === 'string' ? who : null,
  };
  options.registry.addCard(record);
  const state = initialState(persona, now);
  if (state) options.registry.change(serialNumber, state);
  return new Card(record, key);
}
