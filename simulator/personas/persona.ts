import type { AuthorityId } from '../authority-specs.ts';
import type { SignOptions } from '../card.ts';
import type { Attribute, PersonOptions } from '../person.ts';
import type { ResponderBehaviour, RevocationReason } from '../status.ts';

/** A kind of card holder, each with one thing about them that an application has to cope with. */
export interface Persona {
  /** 何のためのカードか. */
  readonly ja: string;
  readonly en: string;
  /** The certificate handed out; a signature certificate unless said otherwise. */
  readonly certificate?: 'authentication';
  /** The issuing CA; unless said, the generation of the signature CA of the day of issue. */
  readonly issuer?: AuthorityId;
  /** Days from issue to now, negative for the future; unless said, one month to two years. */
  readonly issuedDaysAgo?: number;
  /** Day of issue, where it does not move with the clock. */
  readonly issuedAt?: string;
  /** Traits of the person. */
  readonly person?: PersonOptions;
  /** Age in whole years at the clock's time, half a year after the birthday. */
  readonly age?: number;
  readonly status?: 'onHold' | 'unknown' | RevocationReason;
  /** How long after the issue of the card it is revoked, in minutes; unless said, a day before. */
  readonly revokedInMinutes?: number;
  readonly behaviour?: ResponderBehaviour;
  /** How the holder's software signs unless it is told otherwise. */
  readonly signing?: SignOptions;
  /** Kind of the card's key; RSA of 2048 bits unless said otherwise. */
  readonly key?: 'p-384';
  /** Turns the six attributes into what this certificate carries instead. */
  readonly alter?: (attributes: readonly Attribute[]) => Attribute[];
}
