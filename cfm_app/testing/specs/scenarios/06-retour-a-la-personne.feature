# language: fr
Fonctionnalité: Le retour à la personne
  Résolu n'est pas informé, informé n'est pas clos.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam | opératrice  |            |
      | Denise | opératrice  |            |
      | Ali    | responsable |            |
      | Oumar  | point focal | Logistique |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h

  Scénario: La personne demande avec son code où en est son cas
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
    Quand Mariam dit à la personne le code du cas
    Alors la personne lit avec son code : « Quelqu'un s'occupe de votre message. Vous aurez une réponse. »
    Quand Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Alors la personne lit avec son code : « Il y a une réponse pour vous. Appelez-nous pour l'entendre, ou attendez notre appel. »

  Scénario: On ne clôt pas avant que la personne sache
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Quand Mariam informe la personne :
      | dit | Nous cherchons. |
    Alors le système refuse : « Le cas n'est pas encore résolu. Écrivez d'abord ce qui a été fait et résolvez-le, ou notez que la personne a été jointe et sera rappelée. »
    Quand Mariam résout le cas : « Complément remis »
    Et que Mariam clôt le cas
    Alors le système refuse : « Informez la personne du résultat avant de clore, ou enregistrez 5 tentatives de contact sans succès (jusqu'ici 0), ou son refus d'être rappelée. »
    Quand Mariam informe la personne :
      | compris | Oui |
    Alors le système refuse : « Écrivez ce que vous avez dit à la personne. »
    Et le cas est à l'état « Résolu »

  Scénario: La personne ne veut pas être rappelée
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | non                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Alors le cas ne figure pas dans les appels à faire de Mariam
    Quand Mariam appelle la personne : « Pas de réponse »
    Alors le système refuse : « La personne ne veut pas être rappelée. N'appelez pas ; si elle le redemande, enregistrez d'abord le nouveau consentement. »
    Quand Mariam clôt le cas
    Alors le cas est à l'état « Clos »

  Scénario: Une personne injoignable, après cinq tentatives et pas avant
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Quand Mariam appelle 3 fois la personne, d'heure en heure : « Pas de réponse »
    Et que Mariam renonce à joindre la personne
    Alors le système refuse : « Essayez 5 fois avant de renoncer à joindre la personne ; tentatives sans succès jusqu'ici : 3. »
    Quand arrive le mercredi 16 décembre 2026 à 18 h
    Et que Mariam appelle la personne : « Quelqu'un d'autre a répondu »
    Et qu'arrive le jeudi 17 décembre 2026 à 9 h
    Et que Mariam appelle la personne : « Numéro hors service »
    Et que Mariam renonce à joindre la personne
    Alors le cas est à l'état « Injoignable »
    Quand Mariam clôt le cas
    Alors le cas est à l'état « Clos »

  Scénario: Des appels coup sur coup comptent pour une tentative
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Quand Mariam appelle 5 fois la personne, sans attendre : « Pas de réponse »
    Et que Mariam renonce à joindre la personne
    Alors le système refuse : « Essayez 5 fois avant de renoncer à joindre la personne ; tentatives sans succès jusqu'ici : 1. Les tentatives à moins de 60 minutes d'intervalle comptent pour une seule. »

  Scénario: Jointe entre-temps, la personne n'est plus injoignable
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Et que Mariam appelle 4 fois la personne, d'heure en heure : « Pas de réponse »
    Et qu'arrive le mardi 8 décembre 2026 à 8 h
    Et que Mariam joint la personne, qui demande à être rappelée le mardi 8 décembre 2026 à 17 h
    Et qu'arrive le mardi 8 décembre 2026 à 17 h
    Et que Mariam appelle la personne : « Pas de réponse »
    Quand Mariam renonce à joindre la personne
    Alors le système refuse : « Essayez 5 fois avant de renoncer à joindre la personne ; tentatives sans succès jusqu'ici : 1. »

  Scénario: On appelle quand la personne peut répondre
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | heures préférées     | Soir                  |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Alors Mariam voit le cas parmi les personnes à appeler plus tard dans la journée
    Quand arrive le lundi 7 décembre 2026 à 18 h 30
    Alors Mariam voit le cas parmi les personnes à appeler à cette heure-ci

  Scénario: La procédure veut savoir si la personne est satisfaite
    Étant donné que la procédure « Plainte sur l'assistance » demande si la personne est satisfaite
    Et que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Mariam commence le traitement du cas
    Et que Mariam résout le cas : « Complément remis »
    Et que Mariam informe la personne :
      | dit     | Les sacs sont au magasin. |
      | compris | Oui                       |
    Quand Mariam clôt le cas
    Alors le système refuse : « Demandez à la personne si elle est satisfaite avant de clore. »
    Quand Mariam informe la personne :
      | dit          | Les sacs sont au magasin. |
      | satisfaction | 5                         |
    Et que Mariam clôt le cas
    Alors le cas est à l'état « Clos »

  Scénario: La personne conteste l'issue, et le responsable le sait
    Étant donné que Mariam répond à Zara Moussa et clôt le cas aussitôt :
      | canal          | Ligne verte           |
      | catégorie      | Erreur d'exclusion    |
      | ce qui est dit | Mon ménage n'est pas inscrit. |
      | réponse donnée | Vous ne remplissez pas les critères. |
      | téléphone      | 66 12 34 56           |
    Quand Mariam enregistre un recours contre l'issue du cas : « L'enquêteur n'est jamais venu »
    Alors le cas est à l'état « Rouvert »
    Et Ali a reçu l'avis « La personne conteste l'issue de … »
    Et le cas garde la trace : « Recours : L'enquêteur n'est jamais venu »

  Scénario: Deux personnes racontent la même chose, et les deux attendent la réponse
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | lieu                 | Mamdi                 |
      | ce qui est dit       | Il manquait deux sacs de sorgho dans chaque ration au site de Bol. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Quand Denise tape « il manquait deux sacs de sorgho au site de Bol »
    Alors le système propose le cas comme semblable
    Quand Denise enregistre l'appel de Hawa Abakar comme doublon du cas de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | lieu                 | Mamdi                 |
      | ce qui est dit       | Deux sacs de sorgho manquaient au site de Bol. |
      | téléphone            | 99 12 34 56           |
      | rappeler la personne | oui                   |
    Alors le cas de Hawa Abakar est à l'état « Doublon »
    Et le cas de Hawa Abakar attend la même réponse que le cas de Zara Moussa
    Quand Mariam commence le traitement du cas de Zara Moussa
    Et que Mariam résout le cas de Zara Moussa : « Complément remis »
    Alors le cas de Hawa Abakar figure dans les appels à faire de Mariam
    Et Mariam doit aussi rappeler pour le cas de Hawa Abakar quand elle appelle pour le cas de Zara Moussa
    Quand Mariam informe la personne du cas de Zara Moussa :
      | dit | Les deux sacs seront remis jeudi. |
    Alors le cas de Hawa Abakar figure dans les appels à faire de Mariam
    Quand Mariam informe la personne du cas de Hawa Abakar :
      | dit     | Les deux sacs seront remis jeudi. |
      | compris | Oui                               |
    Alors le cas de Hawa Abakar est à l'état « Doublon »
    Et le cas de Hawa Abakar garde la réponse donnée :
      | dit     | Les deux sacs seront remis jeudi. |
      | compris | Oui                               |
    Et la personne du cas de Hawa Abakar est informée
    Et Mariam ne doit plus rappeler pour le cas de Hawa Abakar

  Scénario: Chacun attend la réponse, mais pas avant qu'il y en ait une
    Étant donné que Mariam enregistre l'appel de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Il manquait deux sacs de sorgho au site de Bol. |
      | téléphone            | 66 12 34 56           |
      | rappeler la personne | oui                   |
    Et que Denise enregistre l'appel de Hawa Abakar comme doublon du cas de Zara Moussa :
      | canal                | Ligne verte           |
      | catégorie            | Quantité de la ration |
      | ce qui est dit       | Deux sacs de sorgho manquaient au site de Bol. |
      | téléphone            | 99 12 34 56           |
      | rappeler la personne | oui                   |
    Quand Denise informe la personne du cas de Hawa Abakar :
      | dit | Nous cherchons. |
    Alors le système refuse : « Le cas … n'est pas encore résolu, et ce cas attend la même réponse. »
    Quand Denise rouvre le cas de Hawa Abakar : « C'est un autre ménage »
    Alors le cas de Hawa Abakar n'est plus le doublon d'aucun autre
    Et le cas de Hawa Abakar est à l'état « Rouvert »

  Scénario: Rien ne s'attache à un cas clos
    Étant donné que Mariam répond à Zara Moussa et clôt le cas aussitôt :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs de sorgho au site de Bol. |
      | réponse donnée | Remis sur place.      |
    Quand Mariam tape « il manquait deux sacs de sorgho au site de Bol »
    Alors le système ne propose pas le cas comme semblable
    Quand Mariam enregistre l'appel de Hawa Abakar :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Deux sacs de sorgho manquaient au site de Bol. |
    Et que Mariam marque le cas de Hawa Abakar comme doublon du cas de Zara Moussa
    Alors le système refuse : « … est clos. Reprenez-le d'abord, ou laissez ce cas à part. »

  Scénario: La même personne inscrite deux fois redevient une seule
    Étant donné que Mariam enregistre l'appel de Hawa Abakar :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
      | téléphone      | 66 00 11 22           |
    Et que Denise enregistre l'appel de Haoua Abakar :
      | canal          | Bureau de plaintes    |
      | catégorie      | Qualité des vivres    |
      | ce qui est dit | Le maïs est moisi.    |
      | téléphone      | 99 00 11 22           |
    Alors la fiche de Haoua Abakar signale une fiche qui lui ressemble
    Quand Mariam fusionne la fiche de Haoua Abakar dans celle de Hawa Abakar
    Alors le cas de Haoua Abakar appartient à la fiche de Hawa Abakar
    Quand Mariam cherche le numéro « 99 00 11 22 »
    Alors le système trouve Hawa Abakar avec 2 cas
    Quand Denise fusionne la fiche de Haoua Abakar dans celle de Hawa Abakar
    Alors le système refuse : « … a déjà été fusionné dans … »
