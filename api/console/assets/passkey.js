// Passkeys. A form with data-passkey is completed by the browser's prompt: what to ask for stands in data-request or
// comes from the address in data-options, the answer goes into the field `credential`, and then the form is sent like
// any other. Options to make a passkey may say that one which exists has to confirm it first (`confirm`); that answer
// goes into the field `confirmation`.

const reasonOf = (error) =>
  ({
    NotAllowedError: 'cancelled',
    AbortError: 'cancelled',
    InvalidStateError: 'known',
    SecurityError: 'place',
    Place: 'place',
    NotSupportedError: 'unsupported',
    Refused: 'refused',
    Busy: 'busy',
    Unsupported: 'unsupported',
  })[error?.name] ?? 'unreachable';

const failure = (name) => Object.assign(new Error(name), { name });

function say(form, name) {
  const sentences = [...form.querySelectorAll('[data-said]')];
  for (const each of sentences) each.hidden = each.dataset.said !== name;
  return sentences.find((each) => !each.hidden);
}

const canDo = () =>
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';

async function optionsOf(form, submitter) {
  const { request } = form.dataset;
  if (request !== undefined) return JSON.parse(request);
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.dataset.options, { method: 'POST', body });
  // A session that has ended leads to the door.
  if (answer.ok && !answer.redirected) return answer.json();
  throw failure(answer.status === 429 ? 'Busy' : 'Refused');
}

const sign = (options) =>
  navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
  });

async function credentialOf(form, submitter) {
  // No browser makes passkeys for an address of digits.
  if (/^[\d.]+$|^\[/.test(location.hostname)) throw failure('Place');
  if (!canDo()) throw failure('Unsupported');
  const { confirm, ...options } = await optionsOf(form, submitter);
  say(form, confirm === undefined ? 'prompting' : 'confirming');
  if (form.dataset.passkey !== 'create') return sign(options);
  if (confirm !== undefined) {
    form.elements.confirmation.value = JSON.stringify(await sign(confirm));
    say(form, 'prompting');
  }
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  });
}

// A form that a script sends leaves out the button that was pressed.
function keepPressed(form, submitter) {
  if (!submitter?.name) return;
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name: submitter.name, value: submitter.value });
  field.dataset.pressed = '';
  form.append(field);
}

async function complete(form, submitter) {
  // A second press would close the prompt, or sign again what is under way.
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = '';
  say(form, '');
  try {
    const credential = await credentialOf(form, submitter);
    form.elements.credential.value = JSON.stringify(credential);
    keepPressed(form, submitter);
    form.submit();
  } catch (error) {
    delete form.dataset.busy;
    // Whoever looks at the button reads here why nothing was sent.
    say(form, reasonOf(error))?.focus();
  }
}

addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  if (!form.matches('form[data-passkey]')) return;
  // In development the server signs with a passkey in software; what is made is made here all the same.
  if (submitter?.name === 'software' && form.dataset.passkey === 'get') return;
  event.preventDefault();
  void complete(form, submitter);
});

// Gone back to: an answer is good once.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    for (const field of form.querySelectorAll('[data-pressed]')) field.remove();
    for (const name of ['credential', 'confirmation']) {
      if (form.elements[name]) form.elements[name].value = '';
    }
    delete form.dataset.busy;
    say(form, '');
  }
});
