/** Every event there is, put together from the books' parts. */

import type { Order } from '../hashed-objects.ts';
import { applicationEvents } from './application.ts';
import { equipmentEvents } from './equipment.ts';
import type { ActKind, DocumentType } from './governed.ts';
import { identityEvents } from './identity.ts';
import { integrityEvents } from './integrity.ts';
import { issuanceEvents } from './issuance.ts';
import { issuerKeysEvents } from './issuer-keys.ts';
import { keyDeliveryEvents } from './key-delivery.ts';
import { organisationEvents } from './organisation.ts';
import { revocationEvents } from './revocation.ts';
import type { EventRows, EvidenceKind, FieldType, ValueType } from './row.ts';
import { statusEvents } from './status.ts';
import { useOfBooksEvents } from './use-of-books.ts';

/** The table of events. A change of a row that old entries do not meet needs another format. */
export const EVENTS = {
  ...applicationEvents,
  ...identityEvents,
  ...keyDeliveryEvents,
  ...issuanceEvents,
  ...issuerKeysEvents,
  ...revocationEvents,
  ...statusEvents,
  ...organisationEvents,
  ...equipmentEvents,
  ...useOfBooksEvents,
  ...integrityEvents,
} as const satisfies EventRows;

/** The same table in parts, as the page of events shows it. */
export const EVENT_SECTIONS: readonly { readonly title: string; readonly events: EventRows }[] = [
  { title: 'Application (book 1)', events: applicationEvents },
  { title: 'Identity validation (book 1)', events: identityEvents },
  { title: 'Key delivery (book 1)', events: keyDeliveryEvents },
  { title: 'Issuing and acceptance (book 1)', events: issuanceEvents },
  { title: 'Issuer keys and CA certificates (book 1)', events: issuerKeysEvents },
  { title: 'Revocation (book 2)', events: revocationEvents },
  { title: 'Status (book 2)', events: statusEvents },
  { title: 'Organisation (book 3)', events: organisationEvents },
  { title: 'Equipment and safety (book 4)', events: equipmentEvents },
  { title: 'Use of the books (book 4)', events: useOfBooksEvents },
  { title: 'Integrity of the books themselves (book 4)', events: integrityEvents },
];

/** Name of an event, as `application.received`. */
export type EventName = keyof typeof EVENTS;

interface Values {
  h: string;
  c: string;
  id: string;
  t: string;
  n: number;
  s: string;
  b: boolean;
  day: string;
  hex40: string;
  o: Order;
  evidenceKind: EvidenceKind;
  documentType: DocumentType;
  actKind: ActKind;
}

type ValueOf<F extends FieldType> = F extends `[${infer V extends ValueType}]`
  ? readonly Values[V][]
  : F extends `${infer V extends ValueType}?`
    ? Values[V]
    : F extends ValueType
      ? Values[F]
      : never;

type Fields<E extends EventName> = (typeof EVENTS)[E]['data'];

type RequiredField<F> = { [K in keyof F]: F[K] extends `${string}?` ? never : K }[keyof F];

type DataFrom<F extends Readonly<Record<string, FieldType>>> = {
  readonly [K in RequiredField<F>]: ValueOf<F[K]>;
} & { readonly [K in Exclude<keyof F, RequiredField<F>>]?: ValueOf<F[K]> };

/** The members of `data` in an entry of the event. */
export type DataOf<E extends EventName> = DataFrom<Fields<E>>;
