import type { DataOf, EVENTS, EventName } from '../../../books/events/all-events.ts';
import type { Said } from './said.ts';

/** An event that the office book can hold; those of the room alone lie in the room's book. */
export type OfficeEvent = {
  [E in EventName]: (typeof EVENTS)[E]['log'] extends 'E' ? never : E;
}[EventName];

/** An instant that stands in the data of an entry, as a sentence shows it; deadlines have a form of their own. */
export type When = (iso: string) => Said;

/** What the console says of an event. */
export interface EventWords<E extends OfficeEvent> {
  /** Name for lists. */
  readonly name: Said;
  /** Sentence for the course of a case, without who did it; absent: the event belongs to no case. */
  readonly tells?: (data: DataOf<E>, when: When, due: When) => Said;
  readonly kind?: 'holds' | 'refers' | 'waits' | 'forbids';
  readonly icon?:
    | 'tick'
    | 'person'
    | 'clock'
    | 'cross'
    | 'eye'
    | 'turn'
    | 'key'
    | 'letter'
    | 'note';
}

/** Words of several events. */
export type EventWordsOf<E extends OfficeEvent> = { readonly [K in E]: EventWords<K> };
