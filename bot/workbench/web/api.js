// The server's answers. A refusal is an Error whose message is a text's id, with
// what was found, where that is why.

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("workbench.error.offline");
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => ({ error: "workbench.error.server" }));
  if (!response.ok) throw Object.assign(new Error(body.error), { found: body.found });
  return body;
}

export const get = (path, query = {}) => answer(fetch(`/api/${path}?${new URLSearchParams(query)}`));

export const post = (path, body) =>
  answer(fetch(`/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
