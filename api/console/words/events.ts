import type { EventWords, EventWordsOf, OfficeEvent } from './event-words.ts';
import { applicationEventWords } from './events-of-applications.ts';
import {
  identityEventWords,
  issuanceEventWords,
  keyDeliveryEventWords,
} from './events-of-cases.ts';
import { revocationEventWords } from './events-of-revocation.ts';
import { officeEventWords } from './events-of-the-office.ts';

/** Words of every event that the office book can hold. */
export const eventWords: EventWordsOf<OfficeEvent> = {
  ...applicationEventWords,
  ...identityEventWords,
  ...keyDeliveryEventWords,
  ...issuanceEventWords,
  ...revocationEventWords,
  ...officeEventWords,
};

/** Words of an event by its name; undefined for one that the office book never holds. */
export const wordsOfEvent = (event: string): EventWords<OfficeEvent> | undefined =>
  Object.hasOwn(eventWords, event)
    ? (eventWords[event as OfficeEvent] as EventWords<OfficeEvent>)
    : undefined;
