import type { EventName } from '../../books/events/all-events.ts';

/** Intents of certificates: what each of them signs bears the serial number that its entry names. */
const INTENTS: ReadonlySet<EventName> = new Set<EventName>([
  'issuance.intended',
  'caCertificate.intended',
]);

/**
 * The serial number that an entry takes for good, of a subscriber's certificate or of a CA's; undefined for
 * every other entry. Two keys may bear one name of an issuer, so a number is taken once in the whole room, which is
 * stricter than RFC 5280 §4.1.2.2.
 */
export function takenSerialNumber(entry: {
  readonly event: EventName;
  readonly data: object;
}): string | undefined {
  if (!INTENTS.has(entry.event)) return undefined;
  return (entry.data as { readonly serialNumber?: string }).serialNumber;
}
