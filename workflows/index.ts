export { anchoring } from './anchoring/anchoring.ts';
export { certificateLifecycle } from './application/certificate-lifecycle.ts';
export { dispatchLot } from './dispatch/dispatch-lot.ts';
export { certificateValidity } from './issuance/certificate-validity.ts';
export { reconciliation } from './reconciliation/reconciliation.ts';
export { certificateRevocation } from './revocation/certificate-revocation.ts';
export { chainErasure } from './retention/chain-erasure.ts';
export { massRevocation } from './revocation/mass-revocation.ts';
