import { judgeExplanation } from '../../domain/application/explanation.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import type { Room } from '../room.ts';
import type { FactValues } from './room-facts.ts';

/** Facts of the room's own registers; a service it does not know has nothing open. */
export function registerFacts({ registers, now }: Room, text: ApplicationText): FactValues {
  const service = registers.service(text.service);
  const offered: readonly string[] = service?.certificateTypes ?? [];
  return {
    accreditationsHeld: service?.accreditationsHeld ?? 'none',
    simultaneousOpenUnderAct: service?.simultaneousOpenUnderAct ?? false,
    simultaneousOpenUnderJpkiItem5: service?.simultaneousOpenUnderJpkiItem5 ?? false,
    ...(text.identityRoute === 'jpki' ? { jlisAgreement: service?.jlisAgreement ?? 'ended' } : {}),
    certificateTypes: text.orders.every((o) => offered.includes(o.certificateType))
      ? 'offered'
      : 'notOffered',
    automaticDecisions: registers.isSwitchOn('automaticDecisions') ? 'on' : 'off',
    explanation: judgeExplanation(
      { ...text.explanation, textCreatedAt: Date.parse(text.createdAt) },
      registers.explanations(),
      now().getTime(),
    ),
  };
}
