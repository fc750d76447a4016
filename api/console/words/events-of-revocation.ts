import type { revocationEvents } from '../../../books/events/revocation.ts';
import type { statusEvents } from '../../../books/events/status.ts';
import type { EventWordsOf, OfficeEvent } from './event-words.ts';

/** Events of revocation and status that stand in the office book. */
export const revocationEventWords = {
  'revocation.requested': {
    name: { ja: '失効の請求', en: 'Revocation requested' },
    kind: 'refers',
    icon: 'note',
    tells: () => ({ ja: '失効の請求を受け付けました。', en: 'Revocation was requested.' }),
  },
  'revocation.callback': {
    name: { ja: '折返しの確認', en: 'Call-back' },
    kind: 'refers',
    icon: 'person',
    tells: ({ result }) => ({
      ja: `折返しで確かめました(${result})。`,
      en: `Call-back: ${result}.`,
    }),
  },
  'revocation.examined': {
    name: { ja: '失効の点検', en: 'Revocation examined' },
    kind: 'refers',
    icon: 'turn',
    tells: ({ outcome }) => ({
      ja: `失効の請求を点検しました(${outcome})。`,
      en: `The request was examined (${outcome}).`,
    }),
  },
  'revocation.granted': {
    name: { ja: '失効の決定', en: 'Revocation granted' },
    kind: 'forbids',
    icon: 'cross',
    tells: ({ reasonCode }) => ({
      ja: `失効を決めました(${reasonCode})。`,
      en: `Revocation was granted (${reasonCode}).`,
    }),
  },
  'revocation.confirmed': {
    name: { ja: '失効の確認', en: 'Revocation confirmed' },
    kind: 'refers',
    icon: 'person',
    tells: ({ confirmed }) =>
      confirmed
        ? { ja: '緊急の失効を確かめました。', en: 'The emergency revocation was confirmed.' }
        : { ja: '緊急の失効を認めませんでした。', en: 'It was not confirmed.' },
  },
  'revocation.refused': {
    name: { ja: '失効しない決定', en: 'Revocation refused' },
    kind: 'forbids',
    icon: 'cross',
    tells: ({ reasonCode }) => ({
      ja: `失効しないと決めました(${reasonCode})。`,
      en: `Revocation was refused (${reasonCode}).`,
    }),
  },
  'revocation.told': {
    name: { ja: '失効の通知', en: 'Revocation told' },
    icon: 'letter',
    tells: () => ({ ja: '失効を利用者に知らせました。', en: 'The subscriber was told.' }),
  },
  'statusConfirmation.made': {
    name: { ja: '効力の確認', en: 'Status confirmed' },
    kind: 'holds',
    icon: 'tick',
    tells: ({ result }) => ({ ja: `効力を確かめました(${result})。`, en: `Status: ${result}.` }),
  },
} as const satisfies EventWordsOf<
  Extract<keyof typeof revocationEvents | keyof typeof statusEvents, OfficeEvent>
>;
