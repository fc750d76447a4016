import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import type { AuthorityId } from './authority-specs.ts';
import type { Person } from './person.ts';
import type { PersonaName } from './personas.ts';
import { assertPossible } from './status.ts';
import type { CertificateStatus, ResponderBehaviour, StatusChange } from './status.ts';

/** What is kept of an issued card. */
export interface CardRecord {
  /** Hex, in the fewest octets. */
  readonly serialNumber: string;
  readonly issuer: AuthorityId;
  readonly keyIndex: number;
  readonly certificate: Buffer;
  readonly person: Person;
  readonly persona: PersonaName | null;
}

/** What the responder answers about a certificate. */
export interface CertificateState {
  readonly status: CertificateStatus;
  readonly behaviour: ResponderBehaviour;
}

const FRESH: CertificateState = { status: { status: 'good' }, behaviour: 'normal' };

/** First serial number of cards, well above those that the real CA certificates carry. */
const FIRST_SERIAL_NUMBER = 0x0b000001;

type Line =
  | { readonly card: Omit<CardRecord, 'certificate'> & { readonly certificate: string } }
  | { readonly change: StatusChange; readonly serialNumber: string; readonly at: string };

/** Raised by a serial number that no card carries. */
export class CertificateUnknown extends Error {
  override name = 'CertificateUnknown';
}

/**
 * Cards and statuses, kept as JSON lines to which every change is appended before it counts. A line
 * cut off by a crash is dropped at the next start: its caller was never told that it succeeded.
 */
export class Registry {
  readonly #file: number;
  readonly #cards = new Map<string, CardRecord>();
  readonly #states = new Map<string, CertificateState>();
  #nextSerialNumber = FIRST_SERIAL_NUMBER;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#file = openSync(path, 'a+', 0o600);
    const content = readFileSync(this.#file);
    const whole = content.lastIndexOf('\n') + 1;
    if (whole < content.length) ftruncateSync(this.#file, whole);
    const lines = content.subarray(0, whole).toString('utf8').split('\n');
    for (const line of lines) if (line !== '') this.#apply(JSON.parse(line) as Line);
  }

  /** Takes the next serial number; one that is never used leaves a gap, as in any CA. */
  takeSerialNumber(): string {
    const hex = this.#nextSerialNumber.toString(16).padStart(8, '0');
    this.#nextSerialNumber += 1;
    return hex;
  }

  addCard(card: CardRecord): void {
    this.#write({ card: { ...card, certificate: card.certificate.toString('base64') } });
  }

  card(serialNumber: string): CardRecord | undefined {
    return this.#cards.get(serialNumber);
  }

  /** The state of a certificate, or undefined if `issuer` never issued that serial number. */
  state(issuer: AuthorityId, serialNumber: string): CertificateState | undefined {
    const card = this.#cards.get(serialNumber);
    if (card?.issuer !== issuer) return undefined;
    return this.#states.get(serialNumber) ?? FRESH;
  }

  /** Every certificate of a CA with its status, in the order of issue. */
  *statuses(issuer: AuthorityId): Generator<readonly [string, CertificateStatus]> {
    for (const [serialNumber, card] of this.#cards) {
      const { status } = this.#states.get(serialNumber) ?? FRESH;
      if (card.issuer === issuer) yield [serialNumber, status];
    }
  }

  /**
   * Changes what the responder answers from now on.
   *
   * @throws CertificateUnknown for a serial number that no card carries.
   * @throws StatusNotReversible if J-LIS would never make that change.
   */
  change(serialNumber: string, change: StatusChange): CertificateState {
    const card = this.#cards.get(serialNumber);
    const state = card && this.state(card.issuer, serialNumber);
    if (!state) throw new CertificateUnknown(`no certificate ${serialNumber}`);
    if (change.status) assertPossible(state.status, change.status);
    this.#write({ change, serialNumber, at: new Date().toISOString() });
    return this.#states.get(serialNumber) ?? FRESH;
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: Line): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    this.#apply(line);
  }

  #apply(line: Line): void {
    if ('card' in line) {
      const { certificate, ...rest } = line.card;
      const card = { ...rest, certificate: Buffer.from(certificate, 'base64') };
      this.#cards.set(card.serialNumber, card);
      const serialNumber = Number.parseInt(card.serialNumber, 16);
      this.#nextSerialNumber = Math.max(this.#nextSerialNumber, serialNumber + 1);
      return;
    }
    const state = this.#states.get(line.serialNumber) ?? FRESH;
    this.#states.set(line.serialNumber, { ...state, ...line.change });
  }
}
