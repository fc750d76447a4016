import { readFileSync } from 'node:fs';
import { PORTAL } from '../demonstration/documents.ts';
import {
  SamplePortal,
  type Dossier,
  type Shown,
} from '../../portal-client/example/sample-portal.ts';
import { PortalClient, staticToken } from '../../portal-client/portal-client.ts';
import { requireOwnKey } from './issued-certificate.ts';
import { onStage, SIMULTANEOUS } from './story-instance.ts';

/** What one persona lived through. */
interface Lived {
  readonly persona: string;
  readonly applicationId: string;
  /** Where the application stood, one after the other. */
  readonly states: readonly string[];
}

/** What the story ends with. */
export interface PortalStory {
  readonly story: 'portal';
  /** Lines of the sample portal. */
  readonly lines: number;
  readonly personas: readonly Lived[];
}

/** A persona, and the states in which its application has to come to rest. */
interface Course {
  readonly persona: string;
  readonly states: readonly string[];
  /** What the applicant does when it was returned. */
  readonly corrected?: (dossier: Dossier) => string;
}

/** The name that the card has, in place of another one. */
const nameOfCard = ({ card }: Dossier): string => card.person.name;

const COURSES: readonly Course[] = [
  { persona: 'ordinary', states: ['issued'] },
  // A card that was reported stolen: only a person may refuse.
  { persona: 'stolen', states: ['review'] },
  // 高橋 on the card, 髙橋 as it is written: a person has to look.
  { persona: 'variant', states: ['review'] },
  { persona: 'nameDiffers', states: ['returned', 'issued'], corrected: nameOfCard },
  // J-LIS says nothing: nobody may approve, and nobody has to do anything.
  { persona: 'silent', states: ['waiting'] },
];

const SAMPLE = new URL('../../portal-client/example/sample-portal.ts', import.meta.url);
const LINES_MAX = 100;

/** Five personas go through a sample portal of at most a hundred lines, on the published client alone. */
export function playPortal(): Promise<PortalStory> {
  const lines = readFileSync(SAMPLE, 'utf8').trimEnd().split('\n').length;
  if (lines > LINES_MAX) throw new Error(`the sample portal has ${lines} lines`);
  return onStage(async ({ instance }) => {
    const client = new PortalClient({
      baseUrl: instance.addresses.portal,
      authentication: staticToken(PORTAL.token),
      portalId: PORTAL.id,
    });
    const portal = new SamplePortal(client, SIMULTANEOUS);
    const personas: Lived[] = [];
    for (const course of COURSES) personas.push(await live(portal, course));
    return { story: 'portal', lines, personas };
  });
}

async function live(portal: SamplePortal, { persona, states, corrected }: Course): Promise<Lived> {
  const dossier = await portal.apply(persona);
  let shown = await portal.show(dossier);
  const lived = [shown.status.state];
  if (corrected && shown.status.state === 'returned') {
    console.error(`${persona}: ${shown.status.corrections?.map(({ ja }) => ja).join('') ?? ''}`);
    await portal.correct(dossier, corrected(dossier));
    shown = await afterCorrection(portal, dossier);
    lived.push(shown.status.state);
  }
  console.error(`${persona}: ${lived.join(' → ')}: ${shown.status.told.ja}`);
  if (lived.join() !== states.join()) throw new Error(`${persona} came to ${lived.join(', ')}`);
  if (shown.status.state === 'issued') requireOwnKey(shown.certificate ?? '', dossier.key.spki);
  return { persona, applicationId: dossier.applicationId, states: lived };
}

/** Until the correction is taken up the case is still called returned. */
async function afterCorrection(portal: SamplePortal, dossier: Dossier): Promise<Shown> {
  for (;;) {
    const shown = await portal.show(dossier);
    if (shown.status.state !== 'returned') return shown;
  }
}
