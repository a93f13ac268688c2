SELECT row_number() OVER (ORDER BY v.id) AS number, v.id AS visit, v.held_on AS "on", w.mode,
  w.leader || coalesce('{open}' || v.leader_title || '{close}', '') AS leader, v.place,
  (SELECT group_concat(case_id, '{comma}') FROM (SELECT case_id FROM visit_cases WHERE visit = v.id ORDER BY number)) AS cases,
  v.instructions,
  (SELECT group_concat(name, '{comma}') FROM (SELECT a.name FROM visit_cases x JOIN cases c ON c.id = x.case_id
    JOIN actors a ON a.id = c.lead_unit WHERE x.visit = v.id GROUP BY a.id ORDER BY min(x.number))) AS units,
  (SELECT group_concat(status, '{semicolon}') FROM (SELECT c.status FROM visit_cases x JOIN cases_in_words c ON c.id = x.case_id
    WHERE x.visit = v.id ORDER BY x.number)) AS result,
  (SELECT l.{word} FROM labels l WHERE l.list = 'answer' AND l.code = CASE WHEN EXISTS (SELECT 1 FROM visit_cases x
    JOIN cases c ON c.id = x.case_id WHERE x.visit = v.id AND c.promoted_by = v.id) THEN 'yes' ELSE 'no' END) AS promoted
FROM visits v JOIN visits_in_words w ON w.id = v.id
ORDER BY v.id
