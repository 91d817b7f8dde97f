// GitHub's OpenAPI description in, the operations below and what they refer to out. Everything that only people
// read is left out, and of the answers all but those of success; with --everything nothing is. See
// script/github-openapi.
import { readFileSync } from "node:fs";

const description = JSON.parse(readFileSync(process.argv[2], "utf8"));

const everything = process.argv[3] === "--everything";

const repository = "/repos/{owner}/{repo}";
const operations = {
  "/user": ["get"],
  [repository]: ["get"],
  [`${repository}/check-runs`]: ["post"],
  [`${repository}/check-runs/{check_run_id}`]: ["get", "patch"],
  [`${repository}/check-runs/{check_run_id}/annotations`]: ["get"],
  [`${repository}/commits/{ref}/check-runs`]: ["get"],
  [`${repository}/commits/{commit_sha}/pulls`]: ["get"],
  [`${repository}/issues`]: ["get", "post"],
  [`${repository}/issues/comments/{comment_id}`]: ["get", "patch"],
  [`${repository}/issues/{issue_number}`]: ["get", "patch"],
  [`${repository}/issues/{issue_number}/comments`]: ["get", "post"],
  [`${repository}/issues/{issue_number}/labels`]: ["get", "post"],
  [`${repository}/labels`]: ["get", "post"],
  [`${repository}/labels/{name}`]: ["get"],
  [`${repository}/deployments`]: ["get", "post"],
  [`${repository}/deployments/{deployment_id}`]: ["get"],
  [`${repository}/deployments/{deployment_id}/statuses`]: ["get", "post"],
  [`${repository}/pulls`]: ["get"],
  [`${repository}/pulls/{pull_number}`]: ["get"],
};

const forPeople = new Set([
  "description", "summary", "title", "tags", "example", "examples", "externalDocs", "deprecated", "headers", "links",
]);

// A property may be called `title`: names of properties are kept, whatever they are.
function cut(value, names = false) {
  if (everything) return value;
  if (Array.isArray(value)) return value.map((item) => cut(item));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) => names || !(forPeople.has(key) || key.startsWith("x-")));
  return Object.fromEntries(kept.map(([key, item]) => [key, cut(item, !names && key === "properties")]));
}

const components = {};

// Takes in what a value refers to.
function take(value) {
  if (value === null || typeof value !== "object") return;
  if (typeof value.$ref === "string") {
    const [, , sort, name] = value.$ref.split("/");
    components[sort] ??= {};
    if (!(name in components[sort])) {
      components[sort][name] = cut(description.components[sort][name]);
      take(components[sort][name]);
    }
  }
  Object.values(value).forEach(take);
}

const paths = {};
for (const [path, methods] of Object.entries(operations)) {
  paths[path] = {};
  for (const method of methods) {
    const { responses, ...request } = description.paths[path][method];
    const succeeded = Object.entries(responses).filter(([status]) => everything || status.startsWith("2"));
    const operation = cut({ ...request, responses: Object.fromEntries(succeeded) });
    take(operation);
    paths[path][method] = operation;
  }
}

const { openapi, info, servers } = description;
const { title, version, license } = info;
process.stdout.write(
  `${JSON.stringify({ openapi, info: { title, version, license }, servers, paths, components }, null, 1)}\n`);
