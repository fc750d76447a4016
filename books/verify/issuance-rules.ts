/** No certificate without an intent before it: orders of the room, and what the office received. */

import type { EventName } from '../events/all-events.ts';
import { UuidTable } from '../uuid-table.ts';
import { keyOf } from './case-rules.ts';
import type { LinkedEntry } from './check-bundle.ts';
import type { Failures } from './failures.ts';

const ROOM: ReadonlySet<EventName> = new Set<EventName>([
  'issuance.intended',
  'issuance.completed',
  'issuance.abandoned',
]);

/** Certificates of the issuers themselves, in a log of their own acts: intended and issued as any other. */
const CA: ReadonlySet<EventName> = new Set<EventName>([
  'caCertificate.intended',
  'caCertificate.issued',
]);

const OFFICE: ReadonlySet<EventName> = new Set<EventName>([
  'application.approved',
  'certificate.received',
]);

/** What became of an order in the room. */
const INTENDED = 1;
const COMPLETED = 2;
const ABANDONED = 3;

/** A certificate by issuer, serial number and hash: which books name it. */
const IN_ROOM = 1;
const IN_OFFICE = 2;

/**
 * Follows orders through both logs. The room's log has to be taken before the office's, whose entries
 * are held against it, if the folder has both.
 */
export class IssuanceRules {
  readonly #failures: Failures;
  readonly #hasRoom: boolean;
  readonly #orders = new UuidTable();
  readonly #approved = new UuidTable();
  /** Orders with what was intended; entries that intend; dossiers of orders; serials taken. */
  readonly #intents = new UuidTable();
  readonly #certificates = new UuidTable();

  constructor({ failures, hasRoom }: { readonly failures: Failures; readonly hasRoom: boolean }) {
    this.#failures = failures;
    this.#hasRoom = hasRoom;
  }

  take(entry: LinkedEntry, index: number): void {
    if (ROOM.has(entry.event)) this.#takeRoom(entry, index);
    else if (CA.has(entry.event)) this.#takeCa(entry, index);
    else if (OFFICE.has(entry.event)) this.#takeOffice(entry, index);
  }

  #takeRoom({ id, event, data }: LinkedEntry, index: number): void {
    const { order, issuerKeyId, serialNumber, tbsSha256 } = data as Record<string, string>;
    const intent = keyOf('intent', order, issuerKeyId, serialNumber, tbsSha256);
    const content = keyOf('content', issuerKeyId, serialNumber, tbsSha256);
    const state = order === undefined ? 0 : this.#orders.get(order);
    const broken = (detail: string): void =>
      this.#failures.add({ rule: 'intent', log: 'enclave', index, detail: `${detail} ${order}` });
    if (event === 'issuance.intended') {
      if (state !== 0) broken('a second intent of order');
      if (!this.#takeSerial(serialNumber)) broken('the serial number of another intent, order');
      const written = keyOf('entry', id, issuerKeyId, serialNumber);
      for (const key of [intent, content, written]) this.#intents.set(key, 1);
      this.#intents.set(keyOf('dossier', order, data['dossierSha256']), 1);
      this.#orders.set(order ?? '', INTENDED);
    }
    if (event === 'issuance.intended') return;
    if (this.#intents.get(intent) === 0) broken('no such intent before the outcome of order');
    if (state === COMPLETED || state === ABANDONED) broken('a second outcome of order');
    this.#orders.set(order ?? '', event === 'issuance.completed' ? COMPLETED : ABANDONED);
    if (event === 'issuance.completed') {
      this.#certificates.set(certificateKey(issuerKeyId, serialNumber, data), IN_ROOM);
    }
  }

  /**
   * Takes a serial number, once in the whole room: two keys of an issuer may bear one name, and then their certificates
   * share the numbers (RFC 5280 §4.1.2.2). The room's database keeps the same rule.
   */
  #takeSerial(serialNumber: string | undefined): boolean {
    const serial = keyOf('serial', serialNumber);
    if (this.#intents.get(serial) !== 0) return false;
    this.#intents.set(serial, 1);
    return true;
  }

  #takeCa({ event, data }: LinkedEntry, index: number): void {
    const { issuerKeyId, serialNumber, tbsSha256 } = data as Record<string, string>;
    const broken = (detail: string): void =>
      this.#failures.add({ rule: 'intent', log: 'enclave', index, detail });
    const content = keyOf('caContent', issuerKeyId, serialNumber, tbsSha256);
    if (event === 'caCertificate.intended') {
      if (!this.#takeSerial(serialNumber)) broken('the serial number of another intent, CA');
      this.#intents.set(content, INTENDED);
      return;
    }
    const state = this.#intents.get(content);
    if (state === 0) broken('no such intent before the CA certificate');
    if (state === COMPLETED) broken('a second CA certificate of an intent');
    this.#intents.set(content, COMPLETED);
  }

  #takeOffice({ event, data }: LinkedEntry, index: number): void {
    const broken = (detail: string): void =>
      this.#failures.add({ rule: 'receipt', log: 'office', index, detail });
    if (event === 'application.approved') {
      for (const { order } of data['orders'] as { order: string }[]) {
        this.#approved.set(order, 1);
        const dossier = keyOf('dossier', order, data['dossierSha256']);
        if (this.#orders.get(order) === 0 || this.#intents.get(dossier) !== 0) continue;
        broken(`the room intended order ${order} under another dossier`);
      }
    }
    if (event === 'application.approved') return;
    const { order, issuerKeyId, serialNumber, intentEntry } = data as Record<string, string>;
    if (this.#approved.get(order ?? '') === 0) broken(`nobody approved order ${order}`);
    const key = certificateKey(issuerKeyId, serialNumber, data);
    const known = this.#certificates.get(key);
    if (known >= IN_OFFICE) broken(`certificate ${serialNumber} was received before`);
    this.#certificates.set(key, known + IN_OFFICE);
    if (!this.#hasRoom) return;
    if (known === 0) broken(`the room did not complete certificate ${serialNumber}`);
    if (this.#intents.get(keyOf('entry', intentEntry, issuerKeyId, serialNumber)) !== 0) return;
    broken(`entry ${intentEntry} does not intend certificate ${serialNumber}`);
  }

  /** True if a book names the certificate; the room's has to, where it is in the folder. */
  knows(issuerKeyId: string, serialNumber: string, certificateSha256: string): boolean {
    const found = this.#certificates.get(
      certificateKey(issuerKeyId, serialNumber, { certificateSha256 }),
    );
    return found !== 0 && (!this.#hasRoom || found !== IN_OFFICE);
  }

  /** True if the room intended a certificate with this content; unknown where its log is missing. */
  intended(certificate: { issuerKeyId: string; serialNumber: string; tbsSha256: string }): boolean {
    const { issuerKeyId, serialNumber, tbsSha256 } = certificate;
    const content = keyOf('content', issuerKeyId, serialNumber, tbsSha256);
    return !this.#hasRoom || this.#intents.get(content) !== 0;
  }
}

const certificateKey = (
  issuerKeyId: string | undefined,
  serialNumber: string | undefined,
  { certificateSha256 }: LinkedEntry['data'],
): string => keyOf('certificate', issuerKeyId, serialNumber, certificateSha256);
