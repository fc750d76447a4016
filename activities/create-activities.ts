import { applyInput } from './apply-input.ts';
import { createCaseActivities } from './application/move-case.ts';
import type { OfficeActivities } from './contract.ts';
import { recordCaseEvaluation } from './decision/record-evaluation.ts';
import type { OfficeDependencies } from './dependencies.ts';
import { askJlisOnce } from './identity/ask-jlis.ts';
import { collectCaseFacts } from './identity/collect-facts.ts';
import { advanceCertificate } from './issuance/advance-certificate.ts';
import { noteGateRefusal } from './issuance/note-refusal.ts';
import { noteRoomAway } from './issuance/note-waiting.ts';
import { noteCodeRoomAway } from './key-delivery/note-code-room.ts';
import { recordCodeAnswer } from './key-delivery/record-code-answer.ts';
import { receiveIssuedCertificate } from './issuance/receive-certificate.ts';

/** Every activity of the office-worker, by the names that workflows call. */
export function createOfficeActivities(deps: OfficeDependencies): OfficeActivities {
  return {
    ...createCaseActivities(deps),
    applyInput: (inputId) => applyInput(deps, inputId),
    askJlis: (applicationId, turnAt) => askJlisOnce(deps, applicationId, turnAt),
    collectFacts: (applicationId) => collectCaseFacts(deps, applicationId),
    recordEvaluation: (applicationId, evaluation) =>
      recordCaseEvaluation(deps, applicationId, evaluation),
    receiveCertificate: (orderId, issued) => receiveIssuedCertificate(deps, orderId, issued),
    noteRefusal: (orderId, check) => noteGateRefusal(deps, orderId, check),
    noteRoomAway: (orderId, cause) => noteRoomAway(deps, orderId, cause),
    recordCodeAnswer: (applicationId, answered) => recordCodeAnswer(deps, applicationId, answered),
    noteCodeRoomAway: (applicationId, cause) => noteCodeRoomAway(deps, applicationId, cause),
    beginValidity: async (orderId) => deps.beginValidity?.(orderId),
    beginValidityAnew: async (orderId) => deps.beginValidityAnew?.(orderId),
    advanceCertificate: (orderId) => advanceCertificate(deps, orderId),
  };
}
