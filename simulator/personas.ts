import { CERTIFICATES } from './personas/certificates.ts';
import { PEOPLE } from './personas/people.ts';
import type { Persona } from './personas/persona.ts';
import { SIGNERS } from './personas/signers.ts';
import { STATUSES } from './personas/statuses.ts';

/** Every persona by name. */
export const PERSONAS = {
  ...PEOPLE,
  ...STATUSES,
  ...CERTIFICATES,
  ...SIGNERS,
} as const;

export type PersonaName = keyof typeof PERSONAS;

/** Personas under the headings of the sandbox's page. */
export const PERSONA_GROUPS = [
  { ja: '人と氏名', en: 'People and names', personas: PEOPLE },
  { ja: 'J-LISの回答', en: 'Answers of J-LIS', personas: STATUSES },
  { ja: '証明書', en: 'Certificates', personas: CERTIFICATES },
  { ja: '署名のしかた', en: 'Ways of signing', personas: SIGNERS },
] as const;

/** True for the name of a persona. */
export const isPersonaName = (name: string): name is PersonaName => Object.hasOwn(PERSONAS, name);

/** What is special about the persona of this name. */
export const personaOf = (name: PersonaName): Persona => PERSONAS[name];
